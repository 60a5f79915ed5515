"""Bulk calls."""

from __future__ import annotations

from .desk import Desk


def test_many_tickets_are_updated_alike_or_each_in_its_way(desk: Desk) -> None:
    """One change for all ids, or a list of changes; tags are added and removed."""
    for _ in range(3):
        desk.ticket(tags=["old"])
    same = {"ticket": {"priority": "low", "additional_tags": ["new"], "remove_tags": ["old"]}}
    job = desk.finished_job(desk.put("/tickets/update_many.json?ids=1,2,9", same))
    assert [result["success"] for result in job["results"]] == [True, True, False]
    assert job["results"][0] == {"id": 1, "action": "update", "status": "Updated", "success": True}
    assert desk.store["tickets"].get("1")["tags"] == []
    each = {"tickets": [{"id": 3, "priority": "high"}]}
    desk.finished_job(desk.put("/tickets/update_many.json", each))
    assert desk.store["tickets"].get("3")["priority"] == "high"


def test_adding_and_removing_tags_in_bulk(desk: Desk) -> None:
    """additional_tags keeps what is there."""
    desk.ticket(tags=["old"])
    desk.finished_job(desk.put("/tickets/update_many.json?ids=1", {"ticket": {"additional_tags": ["new"]}}))
    assert desk.store["tickets"].get("1")["tags"] == ["old", "new"]


def test_many_tickets_are_deleted(desk: Desk) -> None:
    """Deletion and spam are jobs too."""
    for _ in range(2):
        desk.ticket(requester={"name": "Spammer", "email": "spam@mail.example"})
    assert desk.finished_job(desk.delete("/tickets/destroy_many.json?ids=1", 200))["results"][0]["success"]
    desk.finished_job(desk.put("/tickets/mark_many_as_spam.json?ids=2"))
    assert len(desk.store["tickets"]) == 0
    assert [user["suspended"] for user in desk.store["users"] if user["email"] == "spam@mail.example"] == [True]


def test_people_in_bulk(desk: Desk) -> None:
    """Users and organizations are created, upserted, updated and deleted."""
    made = desk.finished_job(desk.post("/users/create_many.json", {"users": [{"name": "A"}, {"name": "B"}]}, 200))
    first = made["results"][0]["id"]
    users = [{"name": "C", "email": "c@mail.example"}, {"id": first, "name": "A2"}]
    upserted = desk.finished_job(desk.post("/users/create_or_update_many.json", {"users": users}, 200))
    assert [result["status"] for result in upserted["results"]] == ["Created", "Updated"]
    desk.finished_job(desk.put(f"/users/update_many.json?ids={first}", {"user": {"notes": "n"}}))
    assert desk.get(f"/users/{first}.json")["user"]["notes"] == "n"
    desk.finished_job(desk.delete(f"/users/destroy_many.json?ids={first}", 200))
    assert desk.get(f"/users/{first}.json")["user"]["active"] is False
    names = {"organizations": [{"name": "Acme", "external_id": "x"}, {"name": "Acme"}]}
    organizations = desk.finished_job(desk.post("/organizations/create_many.json", names, 200))
    assert [result["success"] for result in organizations["results"]] == [True, False]
    change = {"organizations": [{"external_id": "x", "notes": "n", "id": organizations["results"][0]["id"]}]}
    desk.finished_job(desk.put("/organizations/update_many.json", change))
    gone = desk.finished_job(desk.delete("/organizations/destroy_many.json?external_ids=x", 200))
    assert gone["results"][0]["success"]
    assert len(desk.store["organizations"]) == 0


def test_memberships_in_bulk(desk: Desk) -> None:
    """Memberships of groups and organizations are made and ended by jobs."""
    agent = desk.user(role="agent", email="b@desk.example")
    body = {"group_memberships": [{"user_id": agent["id"], "group_id": desk.group("cards")["id"]}]}
    made = desk.finished_job(desk.post("/group_memberships/create_many.json", body, 200))["results"]
    desk.finished_job(desk.delete(f"/group_memberships/destroy_many.json?ids={made[0]['id']}", 200))
    assert desk.get(f"/users/{agent['id']}/groups.json")["groups"] == []
    organization = desk.post("/organizations.json", {"organization": {"name": "Acme"}})["organization"]
    entry = {"user_id": agent["id"], "organization_id": organization["id"]}
    body = {"organization_memberships": [entry]}
    made = desk.finished_job(desk.post("/organization_memberships/create_many.json", body, 200))["results"]
    assert desk.get(f"/users/{agent['id']}.json")["user"]["organization_id"] == organization["id"]
    desk.finished_job(desk.delete(f"/organization_memberships/destroy_many.json?ids={made[0]['id']}", 200))
    assert desk.get(f"/users/{agent['id']}.json")["user"]["organization_id"] is None


def test_more_than_a_hundred_are_refused(desk: Desk) -> None:
    """TooManyValues names the limit."""
    ids = ",".join(map(str, range(1, 102)))
    for answer in (
        desk.delete(f"/tickets/destroy_many.json?ids={ids}", 400),
        desk.get(f"/tickets/show_many.json?ids={ids}", 400),
        desk.post("/users/create_many.json", {"users": [{"name": "A"}] * 101}, 400),
    ):
        assert (answer["error"], answer["max_count"]) == ("TooManyValues", 100)


def test_nothing_to_do_is_refused(desk: Desk) -> None:
    """A bulk call without ids or items has a bad request."""
    desk.delete("/tickets/destroy_many.json", 400)
    desk.put("/tickets/update_many.json", {}, 400)
    desk.post("/tickets/create_many.json", {"tickets": "x"}, 400)


def test_items_that_fail_are_told_in_the_results_and_leave_nothing(desk: Desk) -> None:
    """The job itself is completed; a second job over them succeeds."""
    desk.system.fail_items = lambda request, count: frozenset({0})
    users = [{"name": "A", "email": "a@mail.example"}, {"name": "B", "email": "b@mail.example"}]
    job = desk.finished_job(desk.post("/users/create_many.json", {"users": users}, 200))
    assert [result["success"] for result in job["results"]] == [False, True]
    assert job["results"][0]["error"] == "UserCreateFailed"
    emails = {user["email"] for user in desk.store["users"]}
    assert ("a@mail.example" in emails, "b@mail.example" in emails) == (False, True)
    desk.system.fail_items = lambda request, count: frozenset()
    again = desk.finished_job(desk.post("/users/create_many.json", {"users": users[:1]}, 200))
    assert again["results"][0]["success"]
