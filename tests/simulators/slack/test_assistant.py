"""assistant.threads.*."""

from __future__ import annotations

import pytest

from simulators.slack.assistant import status_of

from .desk import Desk


def thread(desk: Desk) -> dict[str, str]:
    """Let somebody begin a thread with the app and return its place."""
    ts = desk.system.arrive({"assistant": {"channel_id": "C07WINDTNL1"}, "user": "bruno"})
    record = next(each for each in desk.workspace.store["messages"] if each["ts"] == ts)
    return {"channel_id": record["channel"], "thread_ts": ts}


def test_a_status_is_shown_until_the_app_answers(desk: Desk) -> None:
    """Or for two minutes, or until it is emptied."""
    place = thread(desk)

    def shown() -> str:
        return status_of(desk.workspace, place["channel_id"], place["thread_ts"])

    assert shown() == ""
    desk.ok("assistant.threads.setStatus", **place, status="is thinking", loading_messages=["hm"])
    assert shown() == "is thinking"
    desk.say("answer", place["channel_id"], thread_ts=place["thread_ts"])
    assert shown() == ""
    desk.ok("assistant.threads.setStatus", **place, status="again")
    desk.clock.advance(120)
    assert shown() == ""
    desk.ok("assistant.threads.setStatus", **place, status="once more")
    desk.ok("assistant.threads.setStatus", **place, status="")
    assert shown() == ""


def test_title_and_prompts_are_kept(desk: Desk) -> None:
    """In the record of the thread."""
    place = thread(desk)
    desk.ok("assistant.threads.setTitle", **place, title="Cards")
    prompts = [{"title": "Lost", "message": "I lost my card"}]
    desk.ok("assistant.threads.setSuggestedPrompts", **place, prompts=prompts, title="Ask")
    record = desk.workspace.store["assistant_threads"].get(f"{place['channel_id']}:{place['thread_ts']}")
    assert (record["title"], record["prompts"], record["prompts_title"]) == ("Cards", prompts, "Ask")
    assert desk.ok("assistant.threads.setSuggestedPrompts", channel_id=place["channel_id"], prompts=prompts)


@pytest.mark.parametrize(
    ("method", "changes", "code"),
    [
        ("setStatus", {"status": None}, "invalid_arguments"),
        ("setStatus", {"status": "x", "thread_ts": "x"}, "invalid_thread_ts"),
        ("setStatus", {"status": "x", "thread_ts": "1503435956.000247"}, "invalid_thread_ts"),
        ("setStatus", {"status": "x", "channel_id": "C00000000"}, "channel_not_found"),
        ("setStatus", {"status": "x", "loading_messages": ["x"] * 11}, "invalid_arguments"),
        ("setTitle", {}, "invalid_arguments"),
        ("setSuggestedPrompts", {}, "invalid_arguments"),
        ("setSuggestedPrompts", {"prompts": [{"title": "x"}]}, "invalid_arguments"),
        ("setSuggestedPrompts", {"prompts": [], "thread_ts": "1503435956.000247"}, "message_not_found"),
    ],
)
def test_what_cannot_be_set_has_a_code(desk: Desk, method: str, changes: dict[str, object], code: str) -> None:
    """The three methods differ."""
    assert desk.error(f"assistant.threads.{method}", **{**thread(desk), **changes}) == code


def test_the_app_hears_of_a_new_thread(desk: Desk) -> None:
    """With its context."""
    receiver = desk.connect()
    place = thread(desk)
    desk.settle()
    (event,) = receiver.events("assistant_thread_started")
    assert event["assistant_thread"]["thread_ts"] == place["thread_ts"]
    assert event["assistant_thread"]["context"] == {"channel_id": "C07WINDTNL1"}
