"""Numbers as Toxiproxy takes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

INT64_MAX = 2**63 - 1

Whole = Annotated[int, Field(ge=-INT64_MAX - 1, le=INT64_MAX)]
"""A 64-bit integer; ``5.0`` and ``"5"`` are not."""
