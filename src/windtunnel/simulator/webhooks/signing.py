"""Signatures as vendors make them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime


def hmac_sha256_base64(key: bytes, message: bytes) -> str:
    """Return the base64 text of HMAC-SHA256."""
    return base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def hmac_sha256_hex(key: bytes, message: bytes) -> str:
    """Return the hexadecimal text of HMAC-SHA256."""
    return hmac.digest(key, message, hashlib.sha256).hex()


def iso_seconds(at: float) -> str:
    """Return a time as ``2026-01-05T09:00:00Z``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
