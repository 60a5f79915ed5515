"""The AI service played by Anthropic: a whole answer, or an error that says what is wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.canonical import Evidence, Prediction
from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ContractError,
    IntegrationError,
    QualityError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.pipeline.classify import prediction
from adapters.systems.anthropic.client import AnthropicService
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import Fault, lose_answer, play, refuse_connection, say, set_at

from .player import (
    ANSWER,
    MODEL,
    QUESTION,
    SETTINGS,
    FakeAnthropic,
    block,
    delta,
    end,
    happenings,
    sse,
    start,
    streamed,
)

TEXT = json.dumps(ANSWER)
STREAM = sse(happenings(TEXT))
OPERATION = "Messages.create"


def classify(vendor: FakeAnthropic) -> Prediction:
    """Ask the question."""

    async def main(clock: FakeClock) -> Prediction:
        return prediction(await AnthropicService(vendor.client(), SETTINGS, clock).ask(QUESTION))

    return play(main)


def answered(body: bytes) -> FakeAnthropic:
    """Return a service whose stream is ``body``."""
    vendor = FakeAnthropic()
    vendor.disturb(OPERATION, lambda act: streamed(body))
    return vendor


def failure(kind: str, message: str = "for people, with sk-ant-secret", code: str | None = None) -> dict[str, object]:
    """Return the envelope of a failure."""
    details = {"details": {"error_code": code}} if code else {}
    return {"type": "error", "error": {"type": kind, "message": message, **details}, "request_id": "req_1"}


def test_an_answer_becomes_a_prediction_with_its_evidence() -> None:
    """Model, version, tokens, cost and latency are told."""
    vendor = FakeAnthropic()
    assert classify(vendor) == Prediction(
        category="card_arrival",
        confidence=0.93,
        explanation=str(ANSWER["explanation"]),
        evidence=Evidence(
            model=MODEL,
            model_version=MODEL,
            prompt_tokens=120,
            completion_tokens=30,
            cost_usd=(120 * 1.0 + 30 * 5.0) / 1e6,
            latency_seconds=0.0,
        ),
    )
    intent = vendor.intents()[0]
    assert (intent.operation, intent.key) == (OPERATION, QUESTION.key)
    assert (intent.idempotent, intent.read_only, intent.streamed) == (True, True, True)


def test_the_question_is_asked_as_the_vendor_wants_it() -> None:
    """Streamed, held to a schema, in a version, and without a workspace unless there is one."""
    vendor = FakeAnthropic()
    classify(vendor)
    headers = vendor.requests[0].headers
    assert (headers["anthropic-version"], headers["accept"]) == ("2026-10-21", "text/event-stream")
    assert "anthropic-workspace-id" not in headers
    assert (vendor.body()["stream"], vendor.body()["model"]) == (True, MODEL)


def test_the_workspace_is_named_where_configured() -> None:
    """Keys can belong to several."""
    vendor = FakeAnthropic()
    chosen = SETTINGS.model_copy(update={"workspace": "wrkspc_1"})

    async def main(clock: FakeClock) -> None:
        await AnthropicService(vendor.client(), chosen, clock).ask(QUESTION)

    play(main)
    assert vendor.requests[0].headers["anthropic-workspace-id"] == "wrkspc_1"


def test_the_latency_is_measured_on_the_clock() -> None:
    """From the request to the end of the stream."""

    class Slow(httpx.AsyncByteStream):
        def __init__(self, clock: FakeClock) -> None:
            self._clock = clock

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for begin in range(0, len(STREAM), 100):
                await self._clock.sleep(0.5)
                yield STREAM[begin : begin + 100]

    async def main(clock: FakeClock) -> float:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, stream=Slow(clock), headers={"content-type": "text/event-stream"})

        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        return (await AnthropicService(http, SETTINGS, clock).ask(QUESTION)).evidence.latency_seconds

    assert play(main) == 0.5 * -(-len(STREAM) // 100)


def test_another_model_than_the_one_asked_for_is_marked() -> None:
    """The prediction is used, and says that it comes from elsewhere."""
    events = [start(model="claude-sonnet-4-6"), *happenings(TEXT)[1:]]
    evidence = classify(FakeAnthropic(events)).evidence
    assert (evidence.model, evidence.model_version) == (MODEL, "claude-sonnet-4-6")
    assert evidence.degraded == ("model:changed",)
    assert evidence.cost_usd == (120 * 3.0 + 30 * 15.0) / 1e6


def test_a_stream_that_is_cut_anywhere_is_never_an_answer() -> None:
    """At every single byte: before any content it is an outage, after that a broken contract."""
    stream = sse(happenings(json.dumps(ANSWER, ensure_ascii=False), piece=40))
    content_ends = stream.index(b"\n\n", stream.index(b"text_delta")) + 2

    async def main(clock: FakeClock) -> None:
        for length in range(len(stream) - 1):
            with pytest.raises(IntegrationError) as caught:
                await AnthropicService(answered(stream[:length]).client(), SETTINGS, clock).ask(QUESTION)
            assert type(caught.value) is (SystemUnavailable if length < content_ends else ContractError)

    play(main)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=30), st.integers(min_value=1, max_value=40), st.data())
def test_no_answer_survives_a_cut(explanation: str, piece: int, data: st.DataObject) -> None:
    """Whatever was answered, in pieces of whatever size."""
    stream = sse(happenings(json.dumps(ANSWER | {"explanation": explanation}), piece=piece))
    assert classify(answered(stream)).explanation == explanation
    length = data.draw(st.integers(min_value=0, max_value=len(stream) - 1))
    with pytest.raises((ContractError, SystemUnavailable)):
        classify(answered(stream[:length]))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=len(STREAM)), max_size=20))
def test_it_does_not_matter_where_the_network_cuts_the_stream(cuts: list[int]) -> None:
    """Pieces of any size give the same answer, also inside of a character."""
    edges = sorted({0, len(STREAM), *cuts})

    class Pieces(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for begin, stop in pairwise(edges):
                yield STREAM[begin:stop]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Pieces(), headers={"content-type": "text/event-stream"})

    async def main(clock: FakeClock) -> Prediction:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        return prediction(await AnthropicService(http, SETTINGS, clock).ask(QUESTION))

    assert play(main).explanation == ANSWER["explanation"]


def tool_block() -> list[dict[str, Any]]:
    """Return the events of a call of a tool."""
    called = {"type": "tool_use", "id": "toolu_1", "name": "x", "input": {}}
    return [
        {"type": "content_block_start", "index": 0, "content_block": called},
        delta({"type": "input_json_delta", "partial_json": "{}"}),
        {"type": "content_block_stop", "index": 0},
    ]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (happenings(TEXT, "max_tokens"), "truncated at the token limit"),
        (happenings(TEXT, "model_context_window_exceeded"), "truncated at the end of the context"),
        (happenings(TEXT, "stop_sequence"), "cut at a stop sequence"),
        (happenings(TEXT, "pause_turn"), "paused"),
        ([start(), *tool_block(), *end("tool_use")], "calls a tool"),
        (happenings(TEXT, "tired"), r"delta\.stop_reason"),
        (happenings(TEXT)[:-1], "truncated"),
        (happenings(TEXT)[:-2], "truncated"),
        (happenings('{"category": "card_arr'), "is not JSON"),
        ([start(), *end()], "is not JSON"),
        (happenings("[]"), "content.text: "),
        (happenings(json.dumps(ANSWER | {"category": "mortgage"})), r"category: Input should be"),
        (happenings(json.dumps(ANSWER | {"confidence": 93})), "confidence"),
        (happenings(json.dumps(ANSWER | {"confidence": "0.93"})), "confidence"),
        (happenings(TEXT.replace("0.93", "NaN")), "confidence"),
        (happenings(json.dumps(ANSWER | {"explanation": ""})), "explanation"),
        (happenings(json.dumps(ANSWER | {"more": 1})), r"content\.text\.more"),
        (happenings(json.dumps({"category": "refund"})), "confidence"),
        ([start(), *happenings(TEXT)], "begins twice"),
        (
            [*happenings(TEXT)[:-1], delta({"type": "text_delta", "text": "more"})],
            "content_block_delta comes out of order",
        ),
        ([start(), *block(TEXT), *block(TEXT), *end()], "content_block_start comes out of order"),
        ([start(), *block(TEXT)[:-1], *end()], "message_delta comes out of order"),
        ([start(), *block(TEXT), {"type": "message_stop"}], "message_stop comes out of order"),
        ([start(), *block(TEXT), *end(output_tokens=-1)], r"usage\.output_tokens"),
        ([*block(TEXT), *end()], "content_block_start comes out of order"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_breaks_the_contract(
    events: list[dict[str, Any]], message: str
) -> None:
    """Truncated, outside the form, or at odds with itself."""
    with pytest.raises(ContractError, match=message) as caught:
        classify(FakeAnthropic(events))
    error = caught.value
    assert (error.system, error.version, error.operation) == ("anthropic", "2026-10-21", OPERATION)
    assert "The card is late" not in str(error)


@pytest.mark.parametrize(
    ("index", "change", "field"),
    [
        (0, lambda event: event.pop("message"), "message"),
        (0, set_at("message.id", 7), "message.id"),
        (0, set_at("message.model", None), "message.model"),
        (0, set_at("message.usage", None), "message.usage"),
        (0, set_at("message.usage.input_tokens", "120"), "message.usage.input_tokens"),
        (1, lambda event: event.pop("index"), "index"),
        (1, set_at("content_block", "text"), "content_block"),
        (3, set_at("delta", None), "delta"),
        (3, set_at("delta.text", ["x"]), "delta.text"),
        (3, set_at("delta", {"type": "text_delta"}), "delta.text"),
        (3, set_at("index", 1), "index"),
        (-2, set_at("delta.stop_reason", None), "delta.stop_reason"),
        (-2, lambda event: event.pop("usage"), "usage"),
        (-1, set_at("type", "message_ended"), "type"),
    ],
)
def test_drift_of_an_event_is_a_typed_error_that_names_the_field(
    index: int, change: Callable[[Any], object], field: str
) -> None:
    """The first bad event ends it; events keep their names."""
    events = json.loads(json.dumps(happenings(TEXT)))
    names = [event["type"] for event in events]
    change(events[index])
    frames = zip(names, events, strict=True)
    body = b"".join(f"event: {name}\ndata: {json.dumps(event)}\n\n".encode() for name, event in frames)
    with pytest.raises(ContractError) as caught:
        classify(answered(body))
    assert caught.value.field == field


def test_what_belongs_to_the_protocol_changes_nothing() -> None:
    """Comments, pings, unknown events, unknown blocks, additional fields, and what comes after the end."""
    thinking: list[dict[str, Any]] = [
        {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
        delta({"type": "thinking_delta", "thinking": "hm"}),
        delta({"type": "signature_delta", "signature": "abc"}),
        {"type": "content_block_stop", "index": 0},
    ]
    events = [start(), *thinking, {"type": "weather", "sunny": True}, *block(TEXT, 1), *end(input_tokens=130)]
    body = b": keep-alive\n\n" + sse([event | {"more": 1} for event in events]).replace(b"\n", b"\r\n")
    found = classify(answered(body + b"event: message_delta\ndata: not read any more\n\n"))
    assert (found.category, found.evidence.prompt_tokens) == ("card_arrival", 130)


def test_a_refusal_is_a_matter_of_quality() -> None:
    """The service works; this question gets no answer."""
    with pytest.raises(QualityError) as caught:
        classify(FakeAnthropic(happenings("I'm sorry", "refusal")))
    assert caught.value.gate == "refusal"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (failure("overloaded_error"), SystemUnavailable),
        (failure("api_error"), SystemUnavailable),
        (failure("brand_new_error"), SystemUnavailable),
        (failure("rate_limit_error"), QuotaExceeded),
        (failure("rate_limit_error", code="enforced_spend_limit_reached"), ConfigurationError),
        (failure("invalid_request_error"), Rejected),
        (failure("authentication_error"), AuthenticationFailed),
        ({"type": "error", "error": "text"}, ContractError),
    ],
)
def test_a_failure_in_the_middle_of_the_stream_has_its_error(
    body: dict[str, object], kind: type[IntegrationError]
) -> None:
    """It is never the end of an answer, and its message is not passed on."""
    with pytest.raises(IntegrationError) as caught:
        classify(FakeAnthropic([*happenings(TEXT)[:4], body]))
    assert type(caught.value) is kind
    assert "sk-ant" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (say(429, failure("rate_limit_error"), {"retry-after": "3"}), QuotaExceeded),
        (say(429, failure("rate_limit_error", code="enforced_spend_limit_reached")), ConfigurationError),
        (say(402, failure("billing_error")), ConfigurationError),
        (say(400, failure("invalid_request_error", "Your credit balance is too low to ...")), ConfigurationError),
        (say(401, failure("authentication_error")), AuthenticationFailed),
        (say(403, failure("permission_error")), ConfigurationError),
        (say(404, failure("not_found_error", "model: claude-9")), ConfigurationError),
        (say(404, failure("not_found_error", "Not found")), ContractError),
        (say(400, failure("invalid_request_error")), Rejected),
        (say(400, text="<html>"), Rejected),
        (say(413, failure("request_too_large")), Rejected),
        (say(500, failure("api_error")), SystemUnavailable),
        (say(504, failure("timeout_error")), SystemUnavailable),
        (say(529, failure("overloaded_error")), SystemUnavailable),
        (say(301, text=""), ContractError),
        (say(200, {"id": "msg_1"}), ContractError),
        (say(200, text="<html>", headers={"content-type": "text/html"}), ContractError),
        (lambda act: streamed(b"\xff\xfe\n\n"), ContractError),
        (lambda act: streamed(b"event: message_start\ndata: {not json\n\n"), ContractError),
        (lambda act: streamed(b"event: message_start\ndata: " + b"[" * 60_000 + b"\n\n"), ContractError),
        (lambda act: streamed(b"data: " + b"x" * 70_000), ContractError),
        (refuse_connection, SystemUnavailable),
        (lose_answer, SystemUnavailable),
    ],
)
def test_every_refusal_has_its_error(fault: Fault, kind: type[IntegrationError]) -> None:
    """What waiting heals is transient; what needs money or a person is not."""
    vendor = FakeAnthropic()
    vendor.disturb(OPERATION, fault)
    with pytest.raises(IntegrationError) as caught:
        classify(vendor)
    assert type(caught.value) is kind
    assert caught.value.system == "anthropic"
    assert "sk-ant" not in str(caught.value)


class _Breaking(httpx.AsyncByteStream):
    """A stream that breaks off, or waits for ever; remembers that it was closed."""

    def __init__(self, ending: Exception | None) -> None:
        self._ending = ending
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield STREAM[:600]
        if self._ending is not None:
            raise self._ending
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.closed = True


def broken_off(stream: _Breaking) -> httpx.AsyncClient:
    """Return a client that gets ``stream``."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=stream, headers={"content-type": "text/event-stream"})

    return httpx.AsyncClient(transport=httpx.MockTransport(answer))


@pytest.mark.parametrize(
    "ending", [httpx.RemoteProtocolError("peer closed"), httpx.ReadError("reset"), httpx.ReadTimeout("silent")]
)
def test_a_connection_that_breaks_is_an_outage(ending: Exception) -> None:
    """Asking again can succeed, and the connection is given back."""
    stream = _Breaking(ending)

    async def main(clock: FakeClock) -> None:
        with pytest.raises(SystemUnavailable):
            await AnthropicService(broken_off(stream), SETTINGS, clock).ask(QUESTION)

    play(main)
    assert stream.closed


def test_a_cancelled_question_closes_the_connection() -> None:
    """Nobody pays for tokens that nobody reads."""
    stream = _Breaking(None)

    async def main(clock: FakeClock) -> None:
        asking = asyncio.create_task(AnthropicService(broken_off(stream), SETTINGS, clock).ask(QUESTION))
        await clock.sleep(1.0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    play(main)
    assert stream.closed
