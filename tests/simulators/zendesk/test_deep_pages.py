"""Quotas of pages far from the beginning."""

from __future__ import annotations

from .desk import Desk


def test_deep_pages_of_tickets_have_a_quota_of_their_own(desk: Desk) -> None:
    """Fifty calls a minute beyond page 500; the pages before are free of it."""
    deep = "/tickets.json?per_page=1&page=501"
    for _ in range(50):
        response = desk.call("GET", deep)
        assert response.status == 200
    assert (response.header("zendesk-ratelimit-tickets-deep-pages") or "").startswith("total=50; remaining=0")
    assert desk.call("GET", deep).status == 429
    assert desk.call("GET", "/tickets.json?per_page=1&page=500").status == 200
    desk.clock.advance(60)
    assert desk.call("GET", deep).status == 200


def test_deep_pages_of_deleted_tickets(desk: Desk) -> None:
    """Five calls a minute beyond page 100."""
    statuses = [desk.call("GET", "/deleted_tickets.json?per_page=1&page=101").status for _ in range(6)]
    assert statuses == [200] * 5 + [429]
