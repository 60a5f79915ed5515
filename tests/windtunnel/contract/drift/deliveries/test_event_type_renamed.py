"""sem-event-type-renamed."""

from __future__ import annotations

from ..drifting import make


def test_the_event_has_another_name() -> None:
    """Where the path leads."""
    assert make("sem-event-type-renamed").reshape({"type": "created"}) == {"type": "v2.created"}
    drift = make("sem-event-type-renamed", "event.kind", prefix="new_")
    assert drift.reshape({"event": {"kind": "created"}}) == {"event": {"kind": "new_created"}}
    assert drift.reshape({"type": "created"}) == {"type": "created"}
