"""Tickets over the API."""

from __future__ import annotations

import orjson
import pytest

from windtunnel.world.http import Request

from ..desk import HOST, Desk


def test_a_creation_answers_with_ticket_audit_and_address(desk: Desk) -> None:
    """201, Location, and the audit of what was set."""
    body = {"ticket": {"subject": "Hi", "comment": {"body": "Hello"}, "priority": "low"}}
    response = desk.call("POST", "/tickets.json", body)
    assert response.status == 201
    assert response.header("location") == f"http://{HOST}/api/v2/tickets/1.json"
    content = response.json()
    events = {event.get("field_name", event["type"]): event for event in content["audit"]["events"]}
    assert events["Comment"]["body"] == "Hello"
    assert (events["subject"]["type"], events["subject"]["value"]) == ("Create", "Hi")
    assert events["priority"]["value"] == "low"


def test_the_requester_is_found_or_made(desk: Desk) -> None:
    """By address; a name is needed for a new one; without a word the caller is it."""
    first = desk.ticket(requester={"name": "Ana", "email": "Ana@mail.example"})
    second = desk.ticket(requester={"email": "ana@mail.example"})
    third = desk.ticket()
    assert first["requester_id"] == second["requester_id"]
    assert third["requester_id"] == third["submitter_id"] == desk.get("/users/me.json")["user"]["id"]


def test_a_description_is_a_first_comment(desk: Desk) -> None:
    """Clients that know no comment write a description."""
    answer = desk.post("/tickets.json", {"ticket": {"subject": "x", "description": "Old style"}})
    assert answer["ticket"]["description"] == "Old style"
    assert desk.get("/tickets/1/comments.json")["comments"][0]["body"] == "Old style"


@pytest.mark.parametrize("values", [{}, {"comment": {}}, {"comment": {"body": " "}}, {"comment": {"html_body": "<p>"}}])
def test_a_ticket_needs_words(desk: Desk, values: dict[str, object]) -> None:
    """Without a comment there is no ticket."""
    details = desk.post("/tickets.json", {"ticket": {"subject": "x", **values}}, 422)["details"]
    assert details["base"][0] == {"description": "Description: cannot be blank", "error": "BlankValue"}


def test_nulls_and_other_scripts_come_back(desk: Desk) -> None:
    """What was sent is what is stored."""
    text = 'Привет, 世界 👋\n"quoted" <b>&amp;</b>'
    ticket = desk.ticket(subject=text, comment={"body": text}, external_id=None, priority=None)
    assert (ticket["subject"], ticket["description"], ticket["external_id"]) == (text, text, None)


def test_an_update_is_one_effect_a_record(desk: Desk) -> None:
    """A comment and a change of fields: one ticket, one comment, one audit."""
    desk.ticket()
    desk.effects.clear()
    desk.update(1, status="open", tags=["a"], comment={"body": "x", "public": False})
    made = sorted(f"{effect.collection}.{effect.change}" for effect in desk.effects)
    assert made == ["audits.created", "comments.created", "tickets.updated"]
    comment = next(effect.after for effect in desk.effects if effect.collection == "comments")
    assert comment is not None
    assert (comment["ticket_id"], comment["public"], comment["body"]) == (1, False, "x")


def test_an_update_that_changes_nothing_is_an_update(desk: Desk) -> None:
    """updated_at moves all the same."""
    before = desk.ticket()
    desk.clock.advance(5)
    after = desk.update(1)["ticket"]
    assert (before["updated_at"], after["updated_at"]) == ("2026-01-05T09:00:00Z", "2026-01-05T09:00:05Z")


def test_a_comment_is_as_public_as_the_first_one(desk: Desk) -> None:
    """Without a word on it; a private ticket becomes public with its first public comment."""
    desk.ticket()
    desk.ticket(comment={"body": "inside", "public": False})
    for ticket_id, public in ((1, True), (2, False)):
        desk.update(ticket_id, comment={"body": "more"})
        comments = desk.get(f"/tickets/{ticket_id}/comments.json")["comments"]
        assert [comment["public"] for comment in comments] == [public, public]
        assert desk.get(f"/tickets/{ticket_id}.json")["ticket"]["is_public"] is public
    assert desk.update(2, comment={"body": "out", "public": True})["ticket"]["is_public"] is True


def test_a_safe_update_notices_a_newer_state(desk: Desk) -> None:
    """A stale stamp conflicts, the current one goes through, no stamp is refused."""
    stamp = desk.ticket()["updated_at"]
    desk.clock.advance(1)
    newer = desk.update(1, priority="low")["ticket"]["updated_at"]
    assert desk.update(1, 409, priority="high", safe_update=True, updated_stamp=stamp)["error"] == "UpdateConflict"
    assert desk.update(1, priority="high", safe_update=True, updated_stamp=newer)["ticket"]["priority"] == "high"
    assert desk.update(1, priority="low", updated_stamp=stamp)["ticket"]["priority"] == "low"
    desk.update(1, 422, priority="low", safe_update=True)


def test_closed_is_final(desk: Desk) -> None:
    """Nothing is changed any more, not even a tag."""
    desk.ticket(status="closed")
    details = desk.update(1, 422, status="open")["details"]
    assert details == {"status": [{"description": "Status: closed prevents ticket update"}]}
    desk.put("/tickets/1/tags.json", {"tags": ["x"]}, 422)


def test_solving_takes_the_ticket(desk: Desk) -> None:
    """Who solves a ticket that nobody has is its assignee."""
    desk.ticket()
    solved = desk.update(1, status="solved")["ticket"]
    assert solved["assignee_id"] == desk.get("/users/me.json")["user"]["id"]


def test_a_ticket_made_later(desk: Desk) -> None:
    """async=true answers 202 with a job."""
    body = {"ticket": {"subject": "x", "comment": {"body": "y"}}}
    response = desk.system.handle(_request(desk, body))
    assert response.status == 202
    job = desk.finished_job(response.json())
    assert job["results"][0]["id"] == 1


def _request(desk: Desk, body: object) -> Request:
    headers = {"host": HOST, "content-type": "application/json", **desk.credentials("api")}
    return Request("POST", "/api/v2/tickets.json", "async=true", headers, orjson.dumps(body))


def test_lists_of_a_persons_tickets(desk: Desk) -> None:
    """Requested, assigned, in copy, and those of an organization."""
    organization = desk.post("/organizations.json", {"organization": {"name": "Acme"}})["organization"]
    me = desk.get("/users/me.json")["user"]["id"]
    ana = desk.user(email="ana@mail.example", organization_id=organization["id"])["id"]
    desk.ticket(requester_id=ana, assignee_id=me)
    desk.ticket(email_ccs=[{"user_id": str(ana)}], external_id="x")
    for target, ids in (
        (f"/users/{ana}/tickets/requested.json", [1]),
        (f"/users/{me}/tickets/assigned.json", [1]),
        (f"/users/{ana}/tickets/ccd.json", [2]),
        (f"/organizations/{organization['id']}/tickets.json", [1]),
        ("/tickets.json?external_id=x", [2]),
        ("/tickets/recent.json", [2, 1]),
    ):
        found = [ticket["id"] for ticket in desk.get(target)["tickets"]]
        assert sorted(found) == sorted(ids), target
    assert desk.get("/tickets/count.json")["count"]["value"] == 2
    desk.get("/users/1/tickets/requested.json", 404)


def test_people_and_relations_of_a_ticket(desk: Desk) -> None:
    """Collaborators, followers, people in copy, problems and what is related."""
    me = desk.get("/users/me.json")["user"]["id"]
    desk.ticket(type="problem", subject="Outage", followers=[{"user_id": str(me)}], collaborators=["a@mail.example"])
    assert [user["id"] for user in desk.get("/tickets/1/followers.json")["users"]] == [me]
    assert [user["email"] for user in desk.get("/tickets/1/collaborators.json")["users"]] == ["a@mail.example"]
    assert desk.get("/tickets/1/email_ccs.json")["users"] == []
    assert [ticket["id"] for ticket in desk.get("/problems.json")["tickets"]] == [1]
    assert [each["id"] for each in desk.post("/problems/autocomplete.json", {"text": "out"}, 200)["tickets"]] == [1]
    desk.ticket(type="incident", problem_id=1)
    assert desk.get("/tickets/1/related.json")["incidents"] == 1


def test_tickets_that_do_not_exist(desk: Desk) -> None:
    """RecordNotFound, for numbers and for nonsense."""
    for target in ("/tickets/1.json", "/tickets/x.json", "/tickets/1/comments.json", "/tickets/1/audits.json"):
        assert desk.get(target, 404)["error"] == "RecordNotFound"
    desk.update(1, 404, priority="low")
    desk.delete("/tickets/1.json", 404)


def test_tickets_are_counted_and_listed(desk: Desk) -> None:
    """The count grows with every ticket, and lists end."""
    before = desk.get("/tickets/count.json")["count"]["value"]
    made = [desk.ticket()["id"] for _ in range(3)]
    assert desk.get("/tickets/count.json")["count"]["value"] == before + 3
    page = desk.get("/tickets.json?page[size]=100")
    assert set(made) <= {ticket["id"] for ticket in page["tickets"]}
    assert page["meta"]["has_more"] is False
