"""Facts that invariants ask for."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson

from windtunnel.kernel.journal import Journal
from windtunnel.scenario.sights import SCANNED, Tag
from windtunnel.scenario.stage import Run
from windtunnel.scenario.witness import Scan, found_in
from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Chunk, Request, Response, json_response

from .invariants.judging import run

TRUTHS: dict[str, Any] = {"7": {"row": {"email": "anna@mail.example", "age": "33"}, "record": None}}


@cache
def assistant(condition: str) -> Run:
    """Run the scenario whose subject answers people."""
    return run("assistant/assistant", condition)


def test_versions_are_noted_as_they_are_committed_and_served() -> None:
    """The books count them; the subject says them."""
    facts = assistant("calm").history.facts
    assert [event.data["version"] for event in facts["version-committed"]] == list(range(2, 12))
    assert {event.data["id"] for event in facts["version-committed"]} == {"euro"}
    served = [event.data["version"] for event in facts["version-served"] if event.data["version"] is not None]
    assert min(served) == 1
    assert max(served) == 11


def test_replies_are_noted_with_the_key_of_their_call() -> None:
    """Whatever their status."""
    facts = assistant("mind-silent").history.facts
    assert {event.data["status"] for event in facts["reply-marked"]} == {200, 503, 504}
    assert all(event.key for event in facts["reply-marked"])


def test_what_an_answer_cost_is_noted_though_it_was_lost() -> None:
    """The system sent it; the fault came after."""
    made = run("errand", "costly")
    lost = [attempt for attempt in made.history.attempts if "cut-body" in attempt.faults]
    paid = {event.attempt for event in made.history.facts["cost"]}
    assert lost
    assert all(attempt.sent.attempt in paid for attempt in lost)


def test_an_answer_is_read_as_json_as_a_stream_of_events_or_by_its_headers() -> None:
    """Of a stream the last event with the value counts; what is not there is None."""
    answer = json_response({"usage": {"total": 3}}, headers=[("X-Cost", "5")])
    events = (
        b'data: {"usage": {"total": 1}}\n\ndata: {"usage": {"total": 9}}\n\ndata: {"text": "x"}\n\ndata: [DONE]\n\n'
    )
    stream = Response(200, [("Content-Type", "text/event-stream; charset=utf-8")], chunks=(Chunk(events),))
    assert found_in(answer, "body.usage.total") == 3
    assert found_in(answer, "header.x-cost") == "5"
    assert found_in(stream, "body.usage.total") == 9
    assert found_in(Response(200, [], b"<html>"), "body.usage.total") is None
    assert found_in(answer, "elsewhere.usage") is None


def scan(tag: Tag) -> tuple[Scan, Journal]:
    """Return a scan for sensitive fields, and the journal that it writes."""
    journal = Journal(lambda: 0.0)
    return Scan(tag, journal, TRUTHS), journal


def exchange(role: str, request: Request) -> Exchange:
    """Return a request about event 7."""
    return Exchange(role, "Post", {}, request, 0.0, attempt=1, key="7")


def test_a_sensitive_value_is_found_in_path_body_form_and_header() -> None:
    """The field and the place are noted, never the value; a value of three characters would be found anywhere."""
    scanning, journal = scan(Tag("found", ("email", "age")))
    json = {"content-type": "application/json"}
    for request in (
        Request("GET", "/people", "email=anna%40mail.example"),
        Request("POST", "/people", headers=json, body=orjson.dumps({"note": "anna@mail.example, 33"})),
        Request("POST", "/people", body=b"email=anna%40mail.example"),
        Request("GET", "/people", headers={"x-user": "anna@mail.example"}),
        Request("GET", "/people/7"),
    ):
        scanning.request(exchange("chat", request))
    assert [(event.data["field"], event.data["place"]) for event in journal] == [("email", "chat")] * 4
    assert b"anna" not in b"".join(event.line() for event in journal)


def test_who_may_see_a_field_is_not_held_up() -> None:
    """By role, or field by field."""
    scanning, journal = scan(Tag("found", ("email",), ("crm",), {"chat": ("email",)}))
    for role in ("crm", "chat", "ai"):
        scanning.request(exchange(role, Request("GET", "/people", "q=anna@mail.example")))
    assert [event.data["place"] for event in journal] == ["ai"]


def test_logs_and_refusals_are_searched_and_the_search_is_counted() -> None:
    """An answer to somebody's own question may have their own data."""
    scanning, journal = scan(Tag("found", ("email",)))
    for status in (200, 400):
        scanning.reply("7", {"status": status, "headers": {}, "body": {"error": "no such person: anna@mail.example"}})
    scanning.finish({"log": ["calling for anna@mail.example"], "audit": [], "status": [""]})
    assert [(event.operation, event.data.get("place")) for event in journal] == [
        ("found", "refusals"),
        ("found", "log"),
        (SCANNED, None),
    ]
    assert journal[2].data["places"] == 2
