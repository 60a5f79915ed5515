"""The records of the broker port."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from adapters.ports.broker import DeadLetter, Message, Selection, Topic


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": "a b"},
        {"id": "x" * 129},
        {"key": "two\nlines"},
        {"payload": "text"},
        {"headers": {"Upper": "x"}},
        {"headers": {"name": "line\r\nInjected: yes"}},
        {"headers": {"name": "x" * 1025}},
        {"other": 1},
    ],
)
def test_a_message_that_no_broker_could_carry_is_refused(wrong: dict[str, object]) -> None:
    """Ids fit every broker, headers are single lines, payloads are bytes."""
    right = {"id": "m-1", "key": "k", "payload": b"p", "headers": {"correlation-id": "c"}}
    assert Message.model_validate(right).id == "m-1"
    with pytest.raises(ValidationError):
        Message.model_validate({**right, **wrong})


@pytest.mark.parametrize(
    "wrong", [{"name": "Orders"}, {"name": "a.b"}, {"lanes": 0}, {"lanes": 65}, {"lease_seconds": 0.0}]
)
def test_a_topic_that_no_broker_could_hold_is_refused(wrong: dict[str, object]) -> None:
    """Names become parts of subjects, queues and streams."""
    with pytest.raises(ValidationError):
        Topic.model_validate({"name": "orders", **wrong})


def letter(id: str, reason: str, failed_at: float) -> DeadLetter:
    """Return a dead letter."""
    message = Message(id=id, key="k", payload=b"")
    return DeadLetter(
        message=message, reason=reason, receives=1, published_at=0.0, first_failed_at=0.0, last_failed_at=failed_at
    )


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (Selection(), ["a", "b"]),
        (Selection(ids=frozenset({"b", "c"})), ["b"]),
        (Selection(reason_prefix="Rejected"), ["a"]),
        (Selection(failed_before=2.0), ["a"]),
        (Selection(ids=frozenset({"b"}), reason_prefix="Rejected"), []),
    ],
)
def test_a_selection_holds_all_its_conditions(selection: Selection, chosen: list[str]) -> None:
    """By id, by reason, by time, and by all of them at once."""
    letters = [letter("a", "Rejected: x", 1.0), letter("b", "SystemUnavailable: y", 2.0)]
    assert [each.message.id for each in letters if selection.matches(each)] == chosen
