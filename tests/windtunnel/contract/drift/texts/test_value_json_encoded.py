"""sem-value-json-encoded."""

from __future__ import annotations

from ..drifting import shown


def test_objects_and_lists_are_encoded_twice() -> None:
    """Plain values are not."""
    assert shown("sem-value-json-encoded", "owner", {"name": "é"}) == '{"name":"é"}'
    assert shown("sem-value-json-encoded", "tags", ["a"]) == '["a"]'
    assert shown("sem-value-json-encoded", "subject", "a") == "a"
