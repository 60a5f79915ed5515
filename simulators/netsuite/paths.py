"""Paths as the routes know them: record types in the case of the contract.

Source: profile.yaml, topic ``paths``.
"""

from __future__ import annotations

from functools import lru_cache

from .answers import RECORDS
from .operation_names import READABLE

TYPES = {name.lower(): name for name in READABLE}


@lru_cache(maxsize=4096)
def canonical_path(path: str) -> str:
    """Return the path that the contract's routes know for the path that was sent."""
    if not path.startswith(RECORDS):
        return path
    segments = path.removeprefix(RECORDS).split("/")
    for place in (0, 3 if len(segments) > 3 and segments[2] == "!transform" else 0):
        segments[place] = TYPES.get(segments[place].lower(), segments[place])
    return RECORDS + "/".join(segments)
