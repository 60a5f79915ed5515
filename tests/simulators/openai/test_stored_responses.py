"""Stored responses."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk, error_of, frames


def test_a_response_is_stored_unless_told(desk: Desk) -> None:
    """What was not stored cannot be read."""
    kept = desk.respond().json()
    assert desk.get(f"/responses/{kept['id']}").json() == kept
    lost = desk.respond(store=False).json()["id"]
    error = error_of(desk.get(f"/responses/{lost}"))
    assert error["message"] == f"Response with id '{lost}' not found."


def test_a_stored_response_can_be_followed_from_any_event(desk: Desk) -> None:
    """``starting_after`` leaves the events up to it out."""
    kept = desk.respond().json()["id"]
    events = frames(desk.get(f"/responses/{kept}?stream=true"))
    rest = frames(desk.get(f"/responses/{kept}?stream=true&starting_after=3&include_obfuscation=false"))
    assert [event["sequence_number"] for event in rest] == list(range(4, len(events)))
    assert all("obfuscation" not in event for event in rest)
    assert error_of(desk.get(f"/responses/{kept}?stream=true&starting_after=x"))["param"] == "starting_after"


def test_input_items_are_paged_newest_first(desk: Desk) -> None:
    """Texts become messages with identifiers."""
    given = [{"role": "user", "content": f"part {number}"} for number in range(3)]
    kept = desk.respond(given).json()["id"]
    first = desk.get(f"/responses/{kept}/input_items?limit=2").json()
    assert [item["content"][0]["text"] for item in first["data"]] == ["part 2", "part 1"]
    assert first["has_more"]
    second = desk.get(f"/responses/{kept}/input_items?limit=2&after={first['last_id']}").json()
    assert ([item["content"][0]["text"] for item in second["data"]], second["has_more"]) == (["part 0"], False)


def test_a_deleted_response_is_gone(desk: Desk) -> None:
    """Its items cannot be listed any more, later ones in the chain stay."""
    first = desk.respond("one").json()["id"]
    second = desk.respond("two", previous_response_id=first).json()["id"]
    assert desk.delete(f"/responses/{first}").json() == {"id": first, "object": "response", "deleted": True}
    assert desk.get(f"/responses/{first}/input_items").status == 404
    assert len(desk.get(f"/responses/{second}/input_items").json()["data"]) == 3
    assert desk.delete(f"/responses/{first}").status == 404


def test_only_background_responses_can_be_cancelled(desk: Desk) -> None:
    """A synchronous one is refused with the vendor's sentence."""
    kept = desk.respond().json()["id"]
    error = error_of(desk.post(f"/responses/{kept}/cancel"))
    assert error["message"] == "Cannot cancel a synchronous response."


def test_responses_are_forgotten_in_the_end(desk: Desk) -> None:
    """After the profile's lifetime a response is gone, items and all."""
    kept = desk.respond().json()["id"]
    desk.clock.advance(2592000)
    assert desk.get(f"/responses/{kept}").status == 404
