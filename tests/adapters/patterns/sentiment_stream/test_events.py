"""What producers send."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.errors import Rejected
from adapters.patterns.sentiment_stream.events import Event, read_events, read_replay
from tests.adapters.patterns.sentiment_stream.service import BASE, body, event


def read(content: object, **changes: Any) -> tuple[Event, ...]:
    """Read a request with usual limits."""
    limits: dict[str, Any] = {"batch_max": 2, "text_length_max": 20, "latest": BASE + 100.0}
    return read_events(json.dumps(content).encode(), **{**limits, **changes})


def test_one_event_and_a_batch_are_read() -> None:
    """In the order in which they were sent."""
    assert [found.id for found in read(body("a"))] == ["a"]
    assert [found.id for found in read({"events": [body("b"), body("a")]})] == ["b", "a"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"events": []}, "events"),
        ({"events": [body("a"), body("b"), body("c")]}, "events"),
        ({"events": [body("a"), {**body("b"), "occurred_at": "yesterday"}]}, "events.1.occurred_at"),
        ({**body("a"), "occurred_at": "2026-01-05T09:00:00"}, "occurred_at"),
        ({**body("a"), "id": "a b"}, "id"),
        ({**body("a"), "source": "Über"}, "source"),
        ({**body("a"), "text": "x" * 21}, "events.0.text"),
        (body("a", seconds=101.0), "events.0.occurred_at"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(content: object, field: str) -> None:
    """A batch is refused as a whole, and the producer is told why."""
    with pytest.raises(Rejected) as caught:
        read(content)
    assert caught.value.fields == (field,)


def test_what_is_not_json_is_refused() -> None:
    """With a message instead of a crash."""
    with pytest.raises(Rejected):
        read_events(b"{", batch_max=1, text_length_max=1, latest=0.0)


def test_a_replay_begins_at_an_offset() -> None:
    """Offsets begin at 1, and are whole numbers."""
    assert read_replay(b'{"from_offset": 3}').from_offset == 3
    for wrong in (b'{"from_offset": 0}', b'{"from_offset": "3"}', b"{}", b"[]"):
        with pytest.raises(Rejected):
            read_replay(wrong)


def test_the_digest_tells_events_apart() -> None:
    """By all that they say, and by nothing else."""
    assert event("a").digest == event("b").digest
    assert len({event("a").digest, event("a", 1.0).digest, event("a", text="no").digest}) == 3
