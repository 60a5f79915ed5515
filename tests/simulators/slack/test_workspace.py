"""What all methods share."""

from __future__ import annotations

from .desk import HOST, Desk


def test_ids_have_the_vendors_form(desk: Desk) -> None:
    """A prefix and eleven characters in all, for one letter."""
    given = desk.workspace.new_id("C")
    assert (given[:3], len(given)) == ("C07", 11)
    assert given.isupper()


def test_links_lead_to_where_callers_came_from(desk: Desk) -> None:
    """Before any call, to the vendor's own host."""
    assert desk.workspace.link("/x") == "https://slack.com/x"
    desk.ok("auth.test")
    assert desk.workspace.link("/x") == f"http://{HOST}/x"


def test_limits_come_from_the_profile(desk: Desk) -> None:
    """By name."""
    assert desk.workspace.limit("blocks_per_message") == 50
    assert desk.workspace.option("nothing", "default") == "default"
