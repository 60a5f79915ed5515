"""sem-payload-wrapped."""

from __future__ import annotations

from ..drifting import make


def test_the_payload_stands_in_an_envelope() -> None:
    """As CloudEvents has it."""
    assert make("sem-payload-wrapped").reshape({"id": 1}) == {"specversion": "1.0", "data": {"id": 1}}
