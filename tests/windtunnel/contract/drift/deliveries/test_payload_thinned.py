"""sem-payload-thinned."""

from __future__ import annotations

from ..drifting import make


def test_ids_and_types_are_left() -> None:
    """And what holds them."""
    payload = {
        "type": "ticket.created",
        "detail": {"id": "1", "subject": "a", "tags": ["x"], "owner": {"name": "J"}},
        "event": {"text": "a"},
        "items": [{"ticketId": 2, "text": "b"}],
    }
    assert make("sem-payload-thinned").reshape(payload) == {
        "type": "ticket.created",
        "detail": {"id": "1"},
        "event": {},
        "items": [{"ticketId": 2}],
    }
