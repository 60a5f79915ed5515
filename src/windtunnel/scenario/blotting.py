"""Texts of the subject's that people may read: without the secrets of the run."""

from __future__ import annotations

from collections.abc import Mapping

from .invariants.no_secret_leakage import LENGTH_MIN, forms

BLOT = "***"


def without_secrets(text: str, secrets: Mapping[str, str]) -> str:
    """Return ``text`` with ``secrets`` blotted out, in whatever form they appear."""
    for secret in secrets.values():
        for form in forms(secret).values() if len(secret) >= LENGTH_MIN else ():
            text = text.replace(form, BLOT)
    return text
