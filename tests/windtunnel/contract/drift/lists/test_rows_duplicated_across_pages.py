"""sem-rows-duplicated-across-pages."""

from __future__ import annotations

from ..drifting import listed, make


def test_pages_after_the_first_begin_with_the_row_before() -> None:
    """The first page does not."""
    drift = make("sem-rows-duplicated-across-pages")
    assert listed(drift, [{"id": 1}, {"id": 2}]) == [{"id": 1}, {"id": 2}]
    assert listed(drift, [{"id": 3}], "page=2") == [{"id": 2}, {"id": 3}]
    assert listed(drift, [{"id": 4}], "page=3") == [{"id": 3}, {"id": 4}]
    assert listed(drift, [{"id": 1}], "page=1") == [{"id": 1}]


def test_a_page_that_nothing_was_read_before_stays() -> None:
    """There is no row to repeat."""
    assert listed(make("sem-rows-duplicated-across-pages"), [{"id": 3}], "page=2") == [{"id": 3}]
