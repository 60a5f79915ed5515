"""What the parts of an account share."""

from __future__ import annotations

from .desk import Desk


def test_ids_are_long_but_for_tickets(desk: Desk) -> None:
    """Tickets count from one, everything else has thirteen digits or more."""
    ticket = desk.ticket()
    assert ticket["id"] == 1
    assert len(str(desk.user()["id"])) in (13, 14)


def test_seeded_tickets_are_not_overwritten(desk: Desk) -> None:
    """A new ticket takes an id that nobody has."""
    desk.store["tickets"].put("1", {**desk.ticket(), "id": 2, "subject": "seeded"})
    desk.store["tickets"].put("2", {"id": 2})
    assert desk.ticket()["id"] == 3


def test_users_are_found_by_any_address(desk: Desk) -> None:
    """A further address leads to its user, whatever its case."""
    user = desk.user(email="one@mail.example")
    identity = {"type": "email", "value": "Two@Mail.example"}
    desk.post(f"/users/{user['id']}/identities.json", {"identity": identity})
    ticket = desk.ticket(requester={"email": "TWO@mail.example"})
    assert ticket["requester_id"] == user["id"]
