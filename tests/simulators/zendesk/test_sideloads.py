"""Sideloads."""

from __future__ import annotations

from .desk import Desk


def test_people_of_tickets_come_along(desk: Desk) -> None:
    """Users, groups and organizations stand beside the tickets, each once; unknown names are ignored."""
    group = desk.group("cards")
    for _ in range(2):
        desk.ticket(requester={"name": "Ana", "email": "ana@mail.example"}, group_id=group["id"])
    page = desk.get("/tickets.json?include=users,groups,organizations,nonsense")
    assert sorted(user["email"] for user in page["users"]) == ["agent@windtunnel.example", "ana@mail.example"]
    assert [each["name"] for each in page["groups"]] == ["cards"]
    assert page["organizations"] == []
    assert "nonsense" not in page


def test_sideloads_of_one_record(desk: Desk) -> None:
    """A single ticket has its sideloads, its comment count too."""
    desk.ticket()
    content = desk.get("/tickets/1.json?include=users,comment_count,last_audits")
    assert content["ticket"]["comment_count"] == 1
    assert [audit["ticket_id"] for audit in content["last_audits"]] == [1]


def test_sideloads_of_a_search(desk: Desk) -> None:
    """A search names the kind that the sideloads belong to."""
    desk.ticket(requester={"name": "Ana", "email": "ana@mail.example"})
    desk.settle()
    found = desk.get("/search.json?query=type:ticket card&include=tickets(users)")
    assert "ana@mail.example" in [user["email"] for user in found["users"]]


def test_sideloads_of_users_and_memberships(desk: Desk) -> None:
    """Users bring their groups and identities, memberships both of their sides."""
    me = desk.get("/users/me.json?include=groups,identities")
    assert len(me["groups"]) == 12
    assert [identity["value"] for identity in me["identities"]] == ["agent@windtunnel.example"]
    memberships = desk.get("/group_memberships.json?include=users,groups")
    assert len(memberships["users"]) == 1
    members = desk.get("/groups.json?include=users")
    assert [user["role"] for user in members["users"]] == ["admin"]
