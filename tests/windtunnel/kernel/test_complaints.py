"""Pydantic's complaints in one line."""

from __future__ import annotations

from typing import Any

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


def test_the_same_mistake_many_times_is_told_in_one_screen() -> None:
    """The first five, and how many more there are."""
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(list[int]).validate_python(["x"] * 20)
    text = complain(caught.value)
    assert text.startswith("0: Input should be a valid integer")
    assert text.endswith("; and 15 more")
    assert text.count(";") == 5


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        (Part, 5, "a table of keys and values"),
        (dict[str, int], 5, "a table of keys and values"),
        (tuple[int, ...], 5, "a list"),
    ],
)
def test_what_is_meant_is_said_without_python_s_words(kind: Any, data: object, told: str) -> None:
    """Whoever writes a file knows tables and lists."""
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(kind).validate_python(data)
    assert complain(caught.value).endswith(told)
