"""Signatures."""

from __future__ import annotations

import base64

import pytest

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.webhooks.signing import hmac_sha256_base64, hmac_sha256_hex, iso_seconds


@pytest.mark.parametrize(
    ("key", "message", "digest"),
    [
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
    ],
)
def test_signatures_are_those_of_rfc_4231(key: bytes, message: bytes, digest: str) -> None:
    """Test cases 1 and 2, in both spellings."""
    assert hmac_sha256_hex(key, message) == digest
    assert base64.b64decode(hmac_sha256_base64(key, message)).hex() == digest


def test_times_are_written_in_whole_seconds() -> None:
    """In UTC."""
    assert iso_seconds(EPOCH + 0.9) == "2026-01-05T09:00:00Z"
