"""Asking for jobs."""

from __future__ import annotations

from .desk import Desk

BODY = {"tickets": [{"subject": "x", "comment": {"body": "y"}}]}


def test_jobs_are_listed_and_shown_together(desk: Desk) -> None:
    """The list has the newest first, show_many those that exist."""
    ids = [desk.post("/tickets/create_many.json", BODY, 200)["job_status"]["id"] for _ in range(3)]
    assert len(desk.get("/job_statuses.json")["job_statuses"]) == 3
    missing = "V3-" + "0" * 32
    found = desk.get(f"/job_statuses/show_many.json?ids={ids[0]},{missing},{ids[2]}")["job_statuses"]
    assert [job["id"] for job in found] == [ids[0], ids[2]]
    assert desk.get(f"/job_statuses/{missing}.json", 404)["error"] == "RecordNotFound"
