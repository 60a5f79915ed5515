"""Satisfaction ratings."""

from __future__ import annotations

from ..desk import Desk


def test_a_solved_ticket_is_rated_and_rated_anew(desk: Desk) -> None:
    """One rating a ticket, shown on the ticket; before it is solved there is none."""
    own = desk.post("/requests.json", {"request": {"subject": "x", "comment": {"body": "x"}}}, caller="customer")
    path = f"/tickets/{own['request']['id']}"
    rating = {"satisfaction_rating": {"score": "good"}}
    desk.post(f"{path}/satisfaction_rating.json", rating, 422, caller="customer")
    desk.put(f"{path}.json", {"ticket": {"status": "solved"}})
    first = desk.post(f"{path}/satisfaction_rating.json", rating, 200, caller="customer")["satisfaction_rating"]
    again = {"satisfaction_rating": {"score": "bad", "comment": "slow"}}
    second = desk.post(f"{path}/satisfaction_rating.json", again, 200, caller="customer")["satisfaction_rating"]
    assert (second["id"], second["score"]) == (first["id"], "bad")
    assert desk.get(f"{path}.json")["ticket"]["satisfaction_rating"]["score"] == "bad"
    for score, count in (("received", 1), ("good", 0), ("bad_with_comment", 1), ("bad_without_comment", 0)):
        assert desk.get(f"/satisfaction_ratings/count.json?score={score}")["count"]["value"] == count


def test_others_do_not_rate(desk: Desk) -> None:
    """A customer rates his own tickets, and with a score that exists."""
    ticket = desk.ticket(status="solved")
    path = f"/tickets/{ticket['id']}/satisfaction_rating.json"
    desk.post(path, {"satisfaction_rating": {"score": "good"}}, 403, caller="customer")
    desk.post(path, {"satisfaction_rating": {"score": "great"}}, 422)
