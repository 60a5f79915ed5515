"""Arguments as text, numbers, flags, lists and objects."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.slack.arguments import Arguments
from simulators.slack.refusals import Refused

from .desk import Desk


def test_empty_and_null_count_as_not_given() -> None:
    """A method cannot tell them from a missing argument, but that they were sent is known."""
    arguments = Arguments({"a": "", "b": None, "c": 0, "d": False})
    assert "a" not in arguments
    assert "b" not in arguments
    assert (arguments.text("c"), arguments.text("d")) == ("0", "false")
    assert arguments.names == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("value", "flag"),
    [("true", True), ("1", True), (True, True), (1, True), ("True", True), ("0", False), ("x", False)],
)
def test_flags_are_read_as_clients_write_them(value: Any, flag: bool) -> None:
    """Forms say 1 or true, JSON says true."""
    assert Arguments({"f": value}).flag("f") is flag
    assert Arguments({}).flag("f", default=True)


@pytest.mark.parametrize("value", ["x", "1.5", "9" * 30, "٣"])
def test_a_number_is_a_plain_one(value: str) -> None:
    """Everything else is refused, with the method's own code where it has one."""
    with pytest.raises(Refused) as refused:
        Arguments({"n": value}).number("n")
    assert refused.value.messages == ("must be an integer [json-pointer:/n]",)
    with pytest.raises(Refused, match="invalid_limit"):
        Arguments({"n": value}).number("n", "invalid_limit")
    assert Arguments({"n": "-5"}).number("n") == -5


def test_structures_come_as_values_or_as_json_text() -> None:
    """A form carries lists and objects as text."""
    assert Arguments({"l": [1]}).items("l") == Arguments({"l": "[1]"}).items("l") == [1]
    assert Arguments({"m": {"a": 1}}).mapping("m") == Arguments({"m": '{"a":1}'}).mapping("m") == {"a": 1}
    assert Arguments({}).items("l") is None


@pytest.mark.parametrize("value", ["{", "{}", 5])
def test_a_list_is_a_list(value: Any) -> None:
    """Broken JSON and other kinds are refused."""
    with pytest.raises(Refused, match="invalid_blocks_format"):
        Arguments({"l": value}).items("l", "invalid_blocks_format")
    with pytest.raises(Refused, match="invalid_arguments"):
        Arguments({"l": value}).items("l")


@pytest.mark.parametrize("value", ["[", "[]", 5])
def test_an_object_is_an_object(value: Any) -> None:
    """Broken JSON and other kinds are refused."""
    with pytest.raises(Refused, match="invalid_arguments"):
        Arguments({"m": value}).mapping("m")


def test_words_are_comma_separated_or_a_list() -> None:
    """Spaces do not matter."""
    assert Arguments({"w": "a, b,,c"}).words("w") == Arguments({"w": ["a", "b", "c"]}).words("w") == ["a", "b", "c"]


def test_text_is_no_structure() -> None:
    """A list where a text is wanted is refused with its place."""
    with pytest.raises(Refused) as refused:
        Arguments({"t": ["x"]}).text("t")
    assert refused.value.messages == ("must be a string [json-pointer:/t]",)


def test_a_missing_argument_is_named(desk: Desk) -> None:
    """The message says which one."""
    answer = desk.call("chat.deleteScheduledMessage", channel=desk.channel())
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: scheduled_message_id"]
