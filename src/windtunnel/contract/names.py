"""Names as documents write them, levelled so that they can be compared and be names of ours."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")


def snake(name: str) -> str:
    """Return ``createdAt``, ``created-at`` and ``CreatedAt`` as ``created_at``, ``page[size]`` as ``page_size``."""
    parts = _SEPARATORS.split(_BOUNDARY.sub("_", name))
    return "_".join(part.lower() for part in parts if part)
