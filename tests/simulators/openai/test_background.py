"""Responses in the background."""

from __future__ import annotations

from tests.simulators.openai.desk import Desk, error_of, frames


def test_a_background_response_goes_over_its_states(desk: Desk) -> None:
    """Queued at once, in progress after a while, complete with output and usage."""
    queued = desk.respond("hello", background=True).json()
    assert (queued["status"], queued["output"], queued["usage"]) == ("queued", [], None)
    path = f"/responses/{queued['id']}"
    desk.clock.advance(2)
    assert desk.get(path).json()["status"] == "in_progress"
    desk.clock.advance(5)
    done = desk.get(path).json()
    assert done["status"] == "completed"
    assert done["completed_at"] > done["created_at"]
    assert done["output"][0]["content"][0]["text"] == desk.respond("hello").json()["output"][0]["content"][0]["text"]


def test_the_states_are_effects(desk: Desk) -> None:
    """The record is created once and changed twice."""
    seen: list[str] = []
    desk.system.on_effect = lambda effect, call: seen.append(f"{effect.collection} {effect.change}")
    desk.ended()
    assert seen == ["responses created", "responses updated", "responses updated"]


def test_an_unstored_background_response_is_gone_after_ten_minutes(desk: Desk) -> None:
    """It can be polled while it lasts."""
    done = desk.ended(store=False)
    assert done["status"] == "completed"
    desk.clock.advance(600)
    assert desk.get(f"/responses/{done['id']}").status == 404


def test_a_background_response_can_be_cancelled(desk: Desk) -> None:
    """Cancelling twice, or after the end, answers with the response as it is."""
    identifier = desk.respond("hello", background=True).json()["id"]
    path = f"/responses/{identifier}/cancel"
    assert desk.post(path).json()["status"] == "cancelled"
    assert desk.post(path).json()["status"] == "cancelled"
    desk.clock.advance(3600)
    assert desk.get(f"/responses/{identifier}").json()["status"] == "cancelled"
    assert desk.post(f"/responses/{desk.ended()['id']}/cancel").json()["status"] == "completed"


def test_an_unfinished_response_cannot_be_continued(desk: Desk) -> None:
    """The chain waits for its end."""
    identifier = desk.respond("hello", background=True).json()["id"]
    assert "still queued" in error_of(desk.respond("more", previous_response_id=identifier))["message"]


def test_a_conversation_is_locked_meanwhile(desk: Desk) -> None:
    """A second process is refused with 400, and let in when the first has ended."""
    conversation = desk.post("/conversations", {}).json()["id"]
    desk.respond("one", background=True, conversation=conversation)
    error = error_of(desk.respond("two", conversation=conversation))
    assert (error["code"], error["param"]) == ("conversation_locked", "conversation")
    desk.clock.advance(60)
    assert desk.respond("two", conversation=conversation).status == 200
    assert len(desk.get(f"/conversations/{conversation}/items").json()["data"]) == 4


def test_a_background_stream_begins_with_the_queue(desk: Desk) -> None:
    """Created, queued, in progress; without service times it ends at once, and so does the response."""
    events = frames(desk.respond("hello", background=True, stream=True))
    assert [event["type"] for event in events[:3]] == ["response.created", "response.queued", "response.in_progress"]
    assert desk.get(f"/responses/{events[-1]['response']['id']}").json()["status"] == "completed"


def test_a_background_stream_ends_when_the_response_does() -> None:
    """With service times the pauses of the stream are those of the states."""
    slow = Desk(latency=True)
    response = slow.respond("hello", background=True, stream=True)
    assert response.chunks is not None
    identifier = frames(response)[0]["response"]["id"]
    waited = sum(chunk.delay_seconds for chunk in response.chunks)
    slow.clock.advance(waited - 0.01)
    assert slow.get(f"/responses/{identifier}").json()["status"] == "in_progress"
    slow.clock.advance(0.02)
    assert slow.get(f"/responses/{identifier}").json()["status"] == "completed"


def test_an_unfinished_response_can_be_followed(desk: Desk) -> None:
    """The events come when the response ends: the pause is what is left of it."""
    identifier = desk.respond("hello", background=True).json()["id"]
    response = desk.get(f"/responses/{identifier}?stream=true")
    assert response.chunks is not None
    assert [chunk.delay_seconds > 2 for chunk in response.chunks[:5]] == [False, False, False, True, False]
    assert frames(response)[-1]["type"] == "response.completed"
