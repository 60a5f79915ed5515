"""sem-payload-batched."""

from __future__ import annotations

from ..drifting import make


def test_the_payload_is_a_list() -> None:
    """One that is a list already stays."""
    assert make("sem-payload-batched").reshape({"id": 1}) == [{"id": 1}]
    assert make("sem-payload-batched").reshape([1]) == [1]
