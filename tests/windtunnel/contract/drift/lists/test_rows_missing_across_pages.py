"""sem-rows-missing-across-pages."""

from __future__ import annotations

from ..drifting import listed, make


def test_pages_after_the_first_lack_a_row() -> None:
    """The first page does not."""
    drift = make("sem-rows-missing-across-pages")
    assert listed(drift, [{"id": 1}, {"id": 2}]) == [{"id": 1}, {"id": 2}]
    assert listed(drift, [{"id": 3}, {"id": 4}], "cursor=abc") == [{"id": 4}]
