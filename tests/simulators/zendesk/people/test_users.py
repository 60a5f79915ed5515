"""Users over the API."""

from __future__ import annotations

from typing import Any

from ..desk import Desk


def _names(answer: Any) -> list[str]:
    return [each["name"] for each in answer["users"]]


def test_the_current_user(desk: Desk) -> None:
    """Callers see themselves; nobody, and a wrong password, are anonymous, while a wrong token is refused."""
    assert desk.get("/users/me.json")["user"]["email"] == desk.system.credentials["email"]
    assert desk.get("/users/me.json", caller="customer")["user"]["role"] == "end-user"
    assert desk.get("/users/me.json", caller="nobody")["user"]["id"] is None
    wrong = {"authorization": desk.basic(desk.system.credentials["email"], "wrong")}
    assert desk.get("/users/me.json", caller="nobody", headers=wrong)["user"]["name"] == "Anonymous user"
    assert desk.get("/users/me.json", 401, caller="f" * 64)["error"] == "Couldn't authenticate you"


def test_users_are_listed_by_role(desk: Desk) -> None:
    """One role or several, without those that were deleted."""
    desk.user(name="Second Agent", role="agent")
    gone = desk.user(name="Gone")
    desk.delete(f"/users/{gone['id']}.json", 200)
    assert _names(desk.get("/users.json")) == ["Alex Agent", "Casey Customer", "Second Agent"]
    assert _names(desk.get("/users.json?role=end-user")) == ["Casey Customer"]
    assert _names(desk.get("/users.json?role[]=agent&role[]=admin")) == ["Alex Agent", "Second Agent"]
    assert desk.get("/users/count.json?role=agent")["count"]["value"] == 1


def test_an_upsert_finds_by_external_id_then_by_address(desk: Desk) -> None:
    """201 for a new user with its place, 200 for one that is changed."""
    path = "/users/create_or_update.json"
    answer = desk.call("POST", path, {"user": {"name": "A", "email": "a@mail.example", "external_id": "x1"}})
    made = answer.json()["user"]
    assert (answer.status, answer.header("location")) == (201, made["url"])
    by_external_id = desk.post(path, {"user": {"name": "B", "external_id": "x1"}}, 200)["user"]
    by_email = desk.post(path, {"user": {"phone": "1", "email": "A@mail.example"}}, 200)["user"]
    assert by_external_id["id"] == by_email["id"] == made["id"]
    assert (by_email["name"], by_email["phone"]) == ("B", "1")


def test_merging_moves_what_the_user_had(desk: Desk) -> None:
    """Tickets and addresses go over and the first user is deleted; an agent cannot be merged."""
    source, target = desk.user(email="old@mail.example"), desk.user(email="new@mail.example")
    ticket = desk.ticket(requester_id=source["id"])
    merged = desk.put(f"/users/{source['id']}/merge.json", {"user": {"id": target["id"]}})["user"]
    assert merged["id"] == target["id"]
    assert desk.get(f"/users/{source['id']}.json")["user"]["active"] is False
    assert desk.get(f"/tickets/{ticket['id']}.json")["ticket"]["requester_id"] == target["id"]
    identities = desk.get(f"/users/{target['id']}/identities.json")["identities"]
    assert {each["value"]: each["primary"] for each in identities} == {
        "old@mail.example": False,
        "new@mail.example": True,
    }
    agent = desk.user(name="Second Agent", role="agent")
    desk.put(f"/users/{agent['id']}/merge.json", {"user": {"id": target["id"]}}, 422)


def test_who_cannot_be_deleted(desk: Desk) -> None:
    """The caller, somebody whose ticket is not finished, and somebody who was deleted already."""
    me = desk.get("/users/me.json")["user"]
    desk.delete(f"/users/{me['id']}.json", 422)
    user = desk.user()
    ticket = desk.ticket(requester_id=user["id"])
    refused = desk.delete(f"/users/{user['id']}.json", 422)
    assert "not closed" in refused["details"]["base"][0]["description"]
    desk.put(f"/tickets/{ticket['id']}.json", {"ticket": {"status": "solved", "assignee_id": me["id"]}})
    desk.delete(f"/users/{user['id']}.json", 200)
    desk.delete(f"/users/{user['id']}.json", 404)
    desk.put(f"/users/{user['id']}.json", {"user": {"name": "Again"}}, 422)


def test_users_are_searched_for(desk: Desk) -> None:
    """By words, by a field and by the beginning of a name; what was just made shows some seconds later."""
    desk.user(name="Łukasz Nowak", email="ln@mail.example", phone="555", external_id="x1")
    assert _names(desk.get("/users/search.json?query=nowak")) == []
    desk.settle()
    assert _names(desk.get("/users/search.json?query=nowak%20555")) == ["Łukasz Nowak"]
    assert _names(desk.get("/users/search.json?query=email:ln@mail.example")) == ["Łukasz Nowak"]
    assert _names(desk.get("/users/search.json?external_id=x1")) == ["Łukasz Nowak"]
    assert _names(desk.get("/users/autocomplete.json?name=cas")) == ["Casey Customer"]


def test_a_password_that_was_set_leads_in(desk: Desk) -> None:
    """A short one is refused and changes nothing."""
    user = desk.user(email="a@mail.example")
    desk.post(f"/users/{user['id']}/password.json", {"password": "abcd"}, 422)
    desk.post(f"/users/{user['id']}/password.json", {"password": "abcde"}, 200)
    headers = {"authorization": desk.basic("a@mail.example", "abcde")}
    assert desk.get("/users/me.json", caller="nobody", headers=headers)["user"]["id"] == user["id"]
