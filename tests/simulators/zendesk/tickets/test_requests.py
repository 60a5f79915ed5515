"""Requests."""

from __future__ import annotations

from ..desk import Desk

GIVEN = {"subject": "Lost", "comment": {"body": "My card is lost."}}


def test_customers_see_their_own_public_requests(desk: Desk) -> None:
    """Neither those of others, nor private comments."""
    own = desk.post("/requests.json", {"request": GIVEN}, caller="customer")["request"]
    other = desk.ticket()
    desk.update(own["id"], comment={"body": "inside", "public": False})
    assert [each["id"] for each in desk.get("/requests.json", caller="customer")["requests"]] == [own["id"]]
    desk.get(f"/requests/{other['id']}.json", 404, caller="customer")
    comments = desk.get(f"/requests/{own['id']}/comments.json", caller="customer")["comments"]
    assert [each["body"] for each in comments] == ["My card is lost."]


def test_nobody_writes_in_under_a_name(desk: Desk) -> None:
    """Without one the request is refused, and wrong credentials are no missing ones."""
    desk.post("/requests.json", {"request": GIVEN}, 422, caller="nobody")
    requester = {"name": "Maria", "email": "maria@mail.example"}
    made = desk.post("/requests.json", {"request": {**GIVEN, "requester": requester}}, caller="nobody")["request"]
    assert desk.get(f"/users/{made['requester_id']}.json")["user"]["email"] == "maria@mail.example"
    desk.post("/requests.json", {"request": GIVEN}, 401, caller="f" * 64)


def test_an_answer_opens_the_request_again(desk: Desk) -> None:
    """And the requester may solve it."""
    own = desk.post("/requests.json", {"request": GIVEN}, caller="customer")["request"]
    desk.put(f"/tickets/{own['id']}.json", {"ticket": {"status": "pending"}})
    path = f"/requests/{own['id']}.json"
    answered = desk.put(path, {"request": {"comment": {"body": "Here."}}}, caller="customer")["request"]
    assert answered["status"] == "open"
    assert desk.put(path, {"request": {"solved": True}}, caller="customer")["request"]["status"] == "solved"
