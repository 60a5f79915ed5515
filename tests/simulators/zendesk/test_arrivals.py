"""Customers who write in."""

from __future__ import annotations

from .desk import Desk


def test_a_customer_writes_an_email(desk: Desk) -> None:
    """Requester and ticket are made as the API makes them, the subject from the first words."""
    text = "My card was stolen yesterday on the train to Porto and I need help"
    row = {"text": text, "email": "Ana@mail.example", "name": "Ana", "priority": "HIGH", "tags": ["VIP"], "row": 1}
    ticket = desk.get(f"/tickets/{desk.system.arrive(row)}.json?include=users")
    requester = next(user for user in ticket["users"] if user["id"] == ticket["ticket"]["requester_id"])
    assert (requester["email"], requester["name"]) == ("ana@mail.example", "Ana")
    found = ticket["ticket"]
    assert found["subject"] == "My card was stolen yesterday on the train..."
    assert (found["description"], found["priority"], found["tags"]) == (text, "high", ["vip"])
    assert found["via"]["channel"] == "email"
    assert found["via"]["source"]["from"] == {"address": "Ana@mail.example", "name": "Ana"}


def test_a_customer_writes_again(desk: Desk) -> None:
    """The same address is the same user; without an address the web form was used."""
    for _ in range(2):
        desk.system.arrive({"text": "Hello", "email": "ana@mail.example"})
    assert len(desk.store["users"]) == 3
    web = desk.store["tickets"].get(desk.system.arrive({"text": "Hi", "subject": "Mine"}))
    assert (web["via"]["channel"], web["subject"]) == ("web", "Mine")


def test_each_arrival_has_its_effects_once(desk: Desk) -> None:
    """One user, one identity, one ticket, one comment, one audit."""
    desk.effects.clear()
    desk.system.arrive({"text": "Hello", "email": "ana@mail.example"})
    made = sorted(f"{effect.collection}.{effect.change}" for effect in desk.effects)
    assert made == ["audits.created", "comments.created", "identities.created", "tickets.created", "users.created"]


def test_an_arrival_is_told_to_webhooks(desk: Desk) -> None:
    """A connected receiver learns of the ticket."""
    desk.system.connect("http://receiver.example/hook")
    ticket_id = desk.system.arrive({"text": "Hello", "email": "ana@mail.example"})
    desk.clock.advance(1)
    payload = desk.receiver.payloads()[0]
    assert payload["subject"] == f"zen:ticket:{ticket_id}"
    assert payload["detail"]["via"]["channel"] == "email"
