"""Records as they are stored and shown."""

from __future__ import annotations

from typing import Any

from simulators.zendesk import records

from .desk import Desk


def test_records_are_shown_on_the_callers_host() -> None:
    """The stored address moves, nothing else changes."""
    record: dict[str, Any] = {"url": records.address("tickets/1.json"), "id": 1}
    assert records.shown(record, "http://a:1") == {"url": "http://a:1/api/v2/tickets/1.json", "id": 1}
    assert record["url"].startswith(records.HOST)


def test_words_of_customers_are_left_alone(desk: Desk) -> None:
    """An address in a text is not taken for a record's."""
    text = f"see {records.HOST}/api/v2/tickets/1.json"
    assert desk.ticket(comment={"body": text})["description"] == text
