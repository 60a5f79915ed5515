"""Metrics of tickets."""

from __future__ import annotations

from ..desk import Desk


def test_replies_and_times_are_counted(desk: Desk) -> None:
    """The first public reply of an agent, the solution, and a reopening."""
    path = f"/tickets/{desk.ticket()['id']}.json"
    for minutes, change in ((10, {"comment": {"body": "x"}}), (20, {"status": "solved"}), (30, {"status": "open"})):
        desk.clock.advance(minutes * 60.0)
        desk.put(path, {"ticket": change})
    metric = desk.get(path.replace(".json", "/metrics.json"))["ticket_metric"]
    assert (metric["replies"], metric["reopens"], metric["solved_at"]) == (1, 1, None)
    assert metric["reply_time_in_minutes"]["calendar"] == 10
    assert metric["first_resolution_time_in_minutes"]["calendar"] == 30
