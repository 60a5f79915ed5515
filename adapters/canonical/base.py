"""What all canonical records share: frozen, strict, unknown fields refused."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of the canonical records."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
