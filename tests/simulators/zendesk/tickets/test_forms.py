"""Ticket forms and custom statuses."""

from __future__ import annotations

from ..desk import Desk


def test_a_form_is_made_copied_changed_and_deleted(desk: Desk) -> None:
    """Forms take their fields from the account; the default one stays."""
    default = desk.get("/ticket_forms.json")["ticket_forms"][0]
    made = desk.post("/ticket_forms.json", {"ticket_form": {"name": "Cards"}})["ticket_form"]
    assert (made["default"], made["ticket_field_ids"]) == (False, default["ticket_field_ids"])
    copy = desk.post(f"/ticket_forms/{made['id']}/clone.json", None, 200)["ticket_form"]
    assert copy["name"] == "Cards (clone)"
    change = {"ticket_form": {"active": False, "ticket_field_ids": [1], "position": 9}}
    changed = desk.put(f"/ticket_forms/{made['id']}.json", change)["ticket_form"]
    assert (changed["active"], changed["ticket_field_ids"], changed["position"]) == (False, [1], 9)
    active = desk.get("/ticket_forms.json?active=true")["ticket_forms"]
    assert [form["id"] for form in active] == [default["id"], copy["id"]]
    chosen = desk.get(f"/ticket_forms/show_many.json?ids={made['id']},1")["ticket_forms"]
    assert [form["id"] for form in chosen] == [made["id"]]
    desk.delete(f"/ticket_forms/{made['id']}.json")
    desk.get(f"/ticket_forms/{made['id']}.json", 404)
    desk.delete(f"/ticket_forms/{default['id']}.json", 422)
    desk.post("/ticket_forms.json", {"ticket_form": {"active": True}}, 422)


def test_forms_that_end_users_see(desk: Desk) -> None:
    """A hidden form is listed for agents only where it is asked for."""
    desk.post("/ticket_forms.json", {"ticket_form": {"name": "Inside", "end_user_visible": False}})
    hidden = desk.get("/ticket_forms.json?end_user_visible=false")["ticket_forms"]
    assert [form["name"] for form in hidden] == ["Inside"]


def test_a_custom_status_leads_a_ticket(desk: Desk) -> None:
    """A ticket with a custom status has the status of its category, and back."""
    body = {"custom_status": {"status_category": "pending", "agent_label": "Waiting for bank"}}
    made = desk.post("/custom_statuses.json", body)["custom_status"]
    desk.ticket()
    ticket = desk.update(1, custom_status_id=made["id"])["ticket"]
    assert (ticket["status"], ticket["custom_status_id"]) == ("pending", made["id"])
    opened = desk.update(1, status="open")["ticket"]
    default = desk.get("/custom_statuses.json?status_categories=open&default=true")["custom_statuses"][0]
    assert opened["custom_status_id"] == default["id"]
    assert desk.get(f"/custom_statuses/{made['id']}.json")["custom_status"]["agent_label"] == "Waiting for bank"
    desk.put(f"/custom_statuses/{made['id']}.json", {"custom_status": {"active": False}})
    desk.update(1, 422, custom_status_id=made["id"])
    assert len(desk.get("/custom_statuses.json?active=false")["custom_statuses"]) == 1


def test_custom_statuses_are_checked(desk: Desk) -> None:
    """Category, label and its length."""
    for values in (
        {"status_category": "closed", "agent_label": "x"},
        {"status_category": "open"},
        {"status_category": "open", "agent_label": "x" * 49},
    ):
        desk.post("/custom_statuses.json", {"custom_status": values}, 422)
    desk.get("/custom_statuses/1.json", 404)


def test_the_account_has_a_default_form_and_a_status_of_every_category(desk: Desk) -> None:
    """From its first day."""
    assert [form["default"] for form in desk.get("/ticket_forms.json")["ticket_forms"]].count(True) == 1
    categories = {each["status_category"] for each in desk.get("/custom_statuses.json")["custom_statuses"]}
    assert {"new", "open", "pending", "solved"} <= categories
