"""Pydantic's complaints in one line."""

from __future__ import annotations

import pydantic
import pytest

from windtunnel.kernel.complaints import complain


class Part(pydantic.BaseModel):
    """A model."""

    model_config = pydantic.ConfigDict(extra="forbid")

    seconds: float
    name: str


def complaint(data: object) -> str:
    """Return what is said of ``data``."""
    with pytest.raises(pydantic.ValidationError) as caught:
        Part.model_validate(data)
    return complain(caught.value, Part)


def test_unknown_keys_come_with_suggestions() -> None:
    """From the fields of the model."""
    assert complaint({"seconds": 1, "name": "a", "secnds": 2}) == "unknown key 'secnds'; did you mean 'seconds'?"


def test_every_complaint_has_its_place() -> None:
    """One line for all of them."""
    text = complaint({"seconds": "soon"})
    assert text.startswith("seconds: ")
    assert "; name: Field required" in text
