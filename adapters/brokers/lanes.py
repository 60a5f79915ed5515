"""Which lane a key belongs to, the same in every process and for ever."""

from __future__ import annotations

import hashlib


def lane_of(key: str, lanes: int) -> int:
    """Return the lane of ``key``, from 0 to ``lanes - 1``."""
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8]) % lanes
