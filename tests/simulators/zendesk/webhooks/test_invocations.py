"""Invocations and attempts."""

from __future__ import annotations

from windtunnel.world.courier import DeliveryOutcome

from ..desk import Desk


def test_invocations_and_their_attempts(desk: Desk) -> None:
    """The newest first, each with its attempts, a receiver that took too long as 504."""
    webhook_id = desk.system.connect("http://receiver.example/hook")["webhook_id"]
    desk.receiver.answers = [DeliveryOutcome(409), DeliveryOutcome(200), DeliveryOutcome(None, "timeout")]
    desk.ticket()
    desk.clock.advance(10)
    desk.ticket()
    desk.clock.advance(10)
    found = desk.get(f"/webhooks/{webhook_id}/invocations")["invocations"]
    assert [(each["status"], each["status_code"]) for each in found] == [("failed", 504), ("success", 200)]
    target = f"/webhooks/{webhook_id}/invocations/{found[1]['id']}/attempts"
    attempts = desk.get(target)["attempts"]
    assert [(each["status"], each["status_code"]) for each in attempts] == [("failed", 409), ("success", 200)]
    assert '"zen:ticket:1"' in attempts[0]["request"]["payload"]
    desk.get(f"/webhooks/{webhook_id}/invocations/x/attempts", 404)
    desk.get("/webhooks/x/invocations", 404)


def test_invocations_are_narrowed_down(desk: Desk) -> None:
    """By state and by time; a time that is none is refused."""
    webhook_id = desk.system.connect("http://receiver.example/hook")["webhook_id"]
    desk.receiver.answers = [DeliveryOutcome(500)]
    for _ in range(3):
        desk.ticket()
        desk.clock.advance(60)
    target = f"/webhooks/{webhook_id}/invocations"
    assert len(desk.get(f"{target}?filter[status]=failed")["invocations"]) == 1
    assert len(desk.get(f"{target}?filter[from_ts]=2026-01-05T09:01:00Z")["invocations"]) == 2
    assert len(desk.get(f"{target}?filter[to_ts]=2026-01-05T09:00:30Z")["invocations"]) == 1
    desk.get(f"{target}?filter[to_ts]=soon", 400)
    page = desk.get(f"{target}?page[size]=2")
    assert (len(page["invocations"]), page["meta"]["has_more"]) == (2, True)


def test_invocations_are_kept_for_a_week(desk: Desk) -> None:
    """Then they are gone."""
    webhook_id = desk.system.connect("http://receiver.example/hook")["webhook_id"]
    desk.ticket()
    desk.clock.advance(8 * 86_400)
    assert desk.get(f"/webhooks/{webhook_id}/invocations")["invocations"] == []


def test_what_the_breaker_held_back_has_an_attempt(desk: Desk) -> None:
    """The attempt says so."""
    webhook_id = desk.system.connect("http://receiver.example/hook")["webhook_id"]
    desk.receiver.usual = DeliveryOutcome(500)
    for _ in range(11):
        desk.ticket()
        desk.clock.advance(0.1)
    broken = desk.get(f"/webhooks/{webhook_id}/invocations?filter[status]=circuit broken")["invocations"]
    attempts = desk.get(f"/webhooks/{webhook_id}/invocations/{broken[0]['id']}/attempts")["attempts"]
    assert [each["status"] for each in attempts] == ["circuit broken"]
