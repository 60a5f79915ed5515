"""Texts without the secrets of a run."""

from __future__ import annotations

import base64

from windtunnel.scenario.blotting import without_secrets

SECRETS = {"desk.key": "k3y-of-the-desk", "desk.pin": "1234"}


def test_secrets_are_blotted_out_in_every_form() -> None:
    """As they are and encoded; what surrounds them stays."""
    encoded = base64.b64encode(b"k3y-of-the-desk").decode()
    assert without_secrets(f"a k3y-of-the-desk b {encoded} c", SECRETS) == "a *** b *** c"


def test_what_is_too_short_to_be_a_secret_stays() -> None:
    """It would blot out half of every text."""
    assert without_secrets("at 1234 o'clock", SECRETS) == "at 1234 o'clock"
