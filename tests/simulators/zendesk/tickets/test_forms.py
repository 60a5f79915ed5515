"""Ticket forms and custom statuses."""

from __future__ import annotations

from ..desk import Desk


def test_a_form_is_made_changed_cloned_and_deleted(desk: Desk) -> None:
    """The clone is a form of its own."""
    form = desk.post("/ticket_forms.json", {"ticket_form": {"name": "Complaint"}})["ticket_form"]
    path = f"/ticket_forms/{form['id']}"
    assert desk.put(f"{path}.json", {"ticket_form": {"name": "Claim"}})["ticket_form"]["name"] == "Claim"
    cloned = desk.post(f"{path}/clone.json", status=200)["ticket_form"]
    assert cloned["id"] != form["id"]
    desk.delete(f"{path}.json")
    desk.get(f"{path}.json", 404)
    assert desk.get(f"/ticket_forms/{cloned['id']}.json")["ticket_form"]["id"] == cloned["id"]


def test_a_form_needs_a_name(desk: Desk) -> None:
    """An empty one is none."""
    desk.post("/ticket_forms.json", {"ticket_form": {"name": ""}}, 422)


def test_the_account_has_a_default_form_and_a_status_of_every_category(desk: Desk) -> None:
    """From its first day."""
    assert [form["default"] for form in desk.get("/ticket_forms.json")["ticket_forms"]].count(True) == 1
    categories = {each["status_category"] for each in desk.get("/custom_statuses.json")["custom_statuses"]}
    assert {"new", "open", "pending", "solved"} <= categories
