"""Merging tickets into one."""

from __future__ import annotations

from ..desk import Desk


def _bodies(desk: Desk, ticket_id: int) -> list[str]:
    return [each["body"] for each in desk.get(f"/tickets/{ticket_id}/comments.json")["comments"]]


def test_the_others_are_closed_and_both_sides_know(desk: Desk) -> None:
    """Tags come together, and a ticket that is named twice is merged once."""
    target, source = desk.ticket(tags=["a"]), desk.ticket(tags=["b"])
    wanted = {
        "ids": [source["id"], source["id"], target["id"]],
        "target_comment": "Took #2.",
        "source_comment": "See #1.",
    }
    job = desk.finished_job(desk.post(f"/tickets/{target['id']}/merge.json", wanted, 200))
    assert (job["status"], job["results"][0]["success"]) == ("completed", True)
    merged, closed = (desk.get(f"/tickets/{each['id']}.json")["ticket"] for each in (target, source))
    assert (merged["status"], merged["tags"]) == ("new", ["a", "b"])
    assert (closed["status"], closed["tags"]) == ("closed", ["b", "closed_by_merge"])
    assert _bodies(desk, target["id"])[1:] == ["Took #2."]
    assert _bodies(desk, source["id"])[1:] == ["See #1."]


def test_what_cannot_be_merged(desk: Desk) -> None:
    """Nothing, the ticket itself, one that does not exist, and one that is closed."""
    target, closed = desk.ticket(), desk.ticket(status="closed")
    path = f"/tickets/{target['id']}/merge.json"
    for ids, status in (([], 422), ([target["id"]], 422), ([99], 404), ([closed["id"]], 422)):
        assert desk.call("POST", path, {"ids": ids}).status == status
    assert desk.call("POST", f"/tickets/{closed['id']}/merge.json", {"ids": [target["id"]]}).status == 422
    assert desk.get("/job_statuses.json")["job_statuses"] == []


def test_comments_are_private_unless_asked_for(desk: Desk) -> None:
    """And have a text of their own where none is given."""
    target, source = desk.ticket(), desk.ticket()
    wanted = {"ids": [source["id"]], "target_comment_is_public": True}
    desk.finished_job(desk.post(f"/tickets/{target['id']}/merge.json", wanted, 200))
    told = [desk.get(f"/tickets/{each['id']}/comments.json")["comments"][1] for each in (target, source)]
    assert [each["public"] for each in told] == [True, False]
    assert f"#{source['id']}" in told[0]["body"]
    assert f"#{target['id']}" in told[1]["body"]
