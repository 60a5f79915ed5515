"""Reading what systems send."""

from __future__ import annotations

from typing import Literal

import pytest

from adapters.canonical.text import Text
from adapters.errors import ContractError
from adapters.systems.wire import Place, Wire, read


class Inner(Wire):
    """A part."""

    kind: Literal["a", "b"]


class Outer(Wire):
    """A whole."""

    number: int
    words: Text
    parts: list[Inner] = []


PLACE = Place("thing", "v1", "ShowThing")
GOOD = {"number": 1, "words": "w", "parts": [{"kind": "a"}]}


def test_what_fits_is_read_and_what_is_more_is_ignored() -> None:
    """An additional field is no reason for alarm."""
    assert read(Outer, GOOD | {"more": {}}, PLACE).parts[0].kind == "a"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "1"}, "number"),
        ({"number": 1.0}, "number"),
        ({"number": True}, "number"),
        ({"words": 7}, "words"),
        ({"words": None}, "words"),
        ({"parts": [{"kind": "secret-value"}]}, "parts.0.kind"),
        ({"parts": [{"kind": "a"}, {}]}, "parts.1.kind"),
    ],
)
def test_nothing_is_converted_and_the_field_is_named(change: dict[str, object], field: str) -> None:
    """Where, and what was expected; never what was there."""
    with pytest.raises(ContractError) as caught:
        read(Outer, GOOD | change, PLACE)
    error = caught.value
    assert (error.system, error.version, error.operation, error.field) == ("thing", "v1", "ShowThing", field)
    assert "secret-value" not in str(error)
    assert error.__cause__ is error.__context__ is None


@pytest.mark.parametrize("body", [None, [], "text", 7])
def test_another_body_has_no_field(body: object) -> None:
    """The whole body is unusable."""
    with pytest.raises(ContractError) as caught:
        read(Outer, body, PLACE)
    assert caught.value.field is None


def test_a_part_names_its_place_in_the_whole() -> None:
    """The path leads from the top of the answer."""
    with pytest.raises(ContractError) as caught:
        read(Inner, {"kind": "c"}, PLACE, within="things.3")
    assert caught.value.field == "things.3.kind"


def test_halves_of_characters_are_joined_or_replaced() -> None:
    """JSON can hold them, UTF-8 cannot."""
    assert read(Outer, GOOD | {"words": "a\ud83d\ude42b\ud83dc"}, PLACE).words == "a\U0001f642b\ufffdc"
