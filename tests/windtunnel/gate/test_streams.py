"""Drift of streamed answers."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from windtunnel.contract.document import Contract
from windtunnel.contract.drift import read_drift
from windtunnel.gate.streams import EventDrift, event_bodies, is_event_stream
from windtunnel.kernel.clock import EPOCH
from windtunnel.world.exchange import PASS, Exchange, Replace
from windtunnel.world.http import Chunk, Request, Response

from .shop import shop

BODY = b'event: a\ndata: {"total": 1}\n\ndata: {"total": 2}\r\n\r\ndata: [DONE]\n\n'
STREAM = Response(200, [("Content-Type", "text/event-stream")], chunks=(Chunk(BODY[:9]), Chunk(BODY[9:])))


def change(tmp_path: Path, **data: object) -> EventDrift:
    """Return a change at work."""
    contract = Contract.of_file(shop(tmp_path) / "contracts" / "shop" / "openapi.yaml")
    description = read_drift({"on": "system", **data}, place="test")
    return EventDrift(description.build(contract, Random(1), EPOCH))


def exchange() -> Exchange:
    """Return a request on its way."""
    return Exchange("erp", "readOrder", {}, Request("GET", "/orders/1"), EPOCH)


def test_fields_change_in_every_event(tmp_path: Path) -> None:
    """Line ends, names of events and what is no JSON stay as they are."""
    drift = change(tmp_path, operator="sem-unit-scaled", at="$.total", factor=100)
    decision = drift.after(exchange(), STREAM)
    assert isinstance(decision, Replace)
    bodies = list(event_bodies(decision.response.body))
    assert [json.loads(each)["total"] for each in bodies[:2]] == [100, 200]
    assert (bodies[2], decision.response.chunks, drift.drift.injected) == (b"[DONE]", None, 2)
    assert decision.response.body.startswith(b"event: a\n")
    assert b"\r\n\r\n" in decision.response.body


def test_a_stream_without_the_field_is_left_alone(tmp_path: Path) -> None:
    """And nothing counts as injected."""
    drift = change(tmp_path, operator="sem-unit-scaled", at="$.other")
    assert drift.after(exchange(), STREAM) is PASS
    assert drift.drift.injected == 0


def test_whole_answers_change_as_a_whole(tmp_path: Path) -> None:
    """A byte order mark stands before a stream as before any body."""
    decision = change(tmp_path, operator="sem-byte-order-mark-added").after(
        exchange(), Response(200, [("Content-Type", "application/json")], chunks=(Chunk(b"{}"),))
    )
    assert isinstance(decision, Replace)
    assert decision.response.body.startswith(b"\xef\xbb\xbf")


def test_answers_that_are_no_streams_go_the_usual_way(tmp_path: Path) -> None:
    """The change itself decides."""
    drift = change(tmp_path, operator="sem-unit-scaled", at="$.total", factor=10)
    answer = Response(200, [("Content-Type", "application/json")], b'{"total": 3}')
    decision = drift.after(exchange(), answer)
    assert isinstance(decision, Replace)
    assert decision.response.json() == {"total": 30}
    assert drift.before(exchange()) is PASS


def test_event_streams_are_known_by_their_content_type() -> None:
    """With or without a charset."""
    assert is_event_stream(STREAM)
    assert is_event_stream(Response(200, [("content-type", "text/event-stream; charset=utf-8")]))
    assert not is_event_stream(Response(200))
