"""What the interface takes and gives, as ``contracts/pipeline/openapi.yaml`` describes it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ...canonical.text import Text
from .background import Part, Source

VERSION = "1.0.0"
"""Of the contract; a change that breaks a caller gets a path of its own, ``/v2``."""

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
READABLE = re.compile(r"[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
"""Anything but control characters and blanks, written out so that every dialect of patterns means the same."""


def _email(value: str) -> str:
    if not EMAIL.fullmatch(value):
        raise ValueError("is no e-mail address")
    return value


def _readable(value: str) -> str:
    if not READABLE.search(value):
        raise ValueError("has nothing in it that can be read")
    return value


class ReplyRequest(BaseModel):
    """A customer's question."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)

    customer_email: Annotated[str, Field(min_length=3, max_length=254), AfterValidator(_email)]
    question: Annotated[Text, Field(min_length=1, max_length=4_000), AfterValidator(_readable)]
    reference: Annotated[Text | None, Field(max_length=64)] = None


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prediction(_Content):
    """The reply."""

    reply: str


class Missing(_Content):
    """Something that no system said in time."""

    part: Part
    reason: str
    replaced_by: Source
    message: str


class CustomerSeen(_Content):
    """What of the customer went into the reply."""

    id: str
    tier: str | None
    company: str | None
    earlier_cases: int | None


class Freshness(_Content):
    """Where something comes from, and how old it is."""

    source: Source
    age_seconds: float | None


class Metadata(_Content):
    """Where the reply comes from, and what it cost."""

    request_id: str
    version: str
    model: str | None
    model_version: str | None
    cost_usd: float
    cost_complete: bool
    elapsed_seconds: float
    data_freshness: dict[Part, Freshness]


class Reply(_Content):
    """The answer to a question."""

    id: str
    reference: str | None
    prediction: Prediction
    confidence: float
    explanation: str
    degraded: bool
    needs_review: bool
    missing: list[Missing]
    customer: CustomerSeen | None
    metadata: Metadata

    def content(self) -> dict[str, Any]:
        """Return what is sent."""
        return self.model_dump(mode="json")
