"""The way of a job from queued to forgotten."""

from __future__ import annotations

from typing import Any

from .desk import Desk

TICKET = {"subject": "x", "comment": {"body": "y"}}


def _start(desk: Desk, count: int) -> Any:
    return desk.post("/tickets/create_many.json", {"tickets": [TICKET] * count}, 200)["job_status"]


def test_a_job_tells_its_progress(desk: Desk) -> None:
    """queued, working with a message, completed with results."""
    job = _start(desk, 12)
    assert (job["status"], job["total"], job["progress"], job["results"]) == ("queued", 12, None, None)
    assert job["id"].startswith("V3-")
    seen = []
    for _ in range(6):
        desk.clock.advance(0.5)
        now = desk.get(f"/job_statuses/{job['id']}.json")["job_status"]
        seen.append((now["status"], now["progress"]))
    assert seen == [
        ("queued", None),
        ("working", 0),
        ("working", 10),
        ("completed", 12),
        ("completed", 12),
        ("completed", 12),
    ]
    assert now["message"] == "Completed at 2026-01-05 09:00:02 +0000"
    assert [result["index"] for result in now["results"]] == list(range(12))
    assert now["results"][0]["account_id"] == 10000001


def test_items_that_fail_do_not_stop_a_job(desk: Desk) -> None:
    """The result says what was wrong, the job is completed."""
    body = {"tickets": [TICKET, {"subject": "x"}, {**TICKET, "priority": "huge"}]}
    job = desk.finished_job(desk.post("/tickets/create_many.json", body, 200))
    assert job["status"] == "completed"
    assert [result["success"] for result in job["results"]] == [True, False, False]
    assert job["results"][1]["details"] == "Description: cannot be blank"
    assert len(desk.store["tickets"]) == 1


def test_thirty_jobs_are_enough(desk: Desk) -> None:
    """The next bulk call is refused until one ends."""
    for _ in range(30):
        _start(desk, 1)
    refused = desk.call("POST", "/tickets/create_many.json", {"tickets": [TICKET]})
    assert (refused.status, refused.header("retry-after")) == (429, "10")
    desk.clock.advance(5)
    _start(desk, 1)


def test_a_job_is_forgotten_after_an_hour(desk: Desk) -> None:
    """Then it is not found."""
    job = _start(desk, 1)
    desk.clock.advance(3000)
    desk.get(f"/job_statuses/{job['id']}.json")
    desk.clock.advance(700)
    desk.get(f"/job_statuses/{job['id']}.json", 404)


def test_the_user_of_a_job_may_be_gone(desk: Desk) -> None:
    """A job whose user was deleted fails item by item."""
    desk.user(name="Bo", email="bo@desk.example", role="agent", password="secret")
    headers = {"authorization": desk.basic("bo@desk.example", "secret")}
    started = desk.post("/tickets/create_many.json", {"tickets": [TICKET]}, 200, headers=headers)
    user = desk.get("/users/search.json?external_id=none")["users"]
    assert user == []
    bo = next(each for each in desk.store["users"] if each["email"] == "bo@desk.example")
    desk.store["users"].remove(str(bo["id"]))
    assert desk.finished_job(started)["results"][0]["success"] is False
