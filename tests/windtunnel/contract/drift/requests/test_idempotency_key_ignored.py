"""sem-idempotency-key-ignored."""

from __future__ import annotations

from ..drifting import asked, post


def test_the_key_counts_for_nothing() -> None:
    """Other headers do."""
    request, _ = asked("sem-idempotency-key-ignored", post({}, **{"idempotency-key": "k"}))
    assert request is not None
    assert request.headers == {"content-type": "application/json"}
