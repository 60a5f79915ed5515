"""The AI service played by OpenAI: a whole answer, or an error that says what is wrong."""

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
from adapters.systems.openai.client import OpenAIService
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import Fault, lose_answer, play, refuse_connection, say, set_at

from .player import ANSWER, MODEL, QUESTION, SETTINGS, USAGE, FakeOpenAI, chunk, chunks, delta, sse, streamed

STREAM = sse(chunks(json.dumps(ANSWER)))


def classify(vendor: FakeOpenAI) -> Prediction:
    """Ask the question."""

    async def main(clock: FakeClock) -> Prediction:
        return prediction(await OpenAIService(vendor.client(), SETTINGS, clock).ask(QUESTION))

    return play(main)


def answered(body: bytes) -> FakeOpenAI:
    """Return a service whose stream is ``body``."""
    vendor = FakeOpenAI()
    vendor.disturb("createChatCompletion", lambda act: streamed(body))
    return vendor


def failure(type: str | None, code: str | None = None, param: str | None = None) -> dict[str, object]:
    """Return the envelope of a failure."""
    return {"error": {"message": "for people, with sk-proj-secret", "type": type, "param": param, "code": code}}


def test_an_answer_becomes_a_prediction_with_its_evidence() -> None:
    """Model, version, tokens, cost and latency are told."""
    vendor = FakeOpenAI()
    assert classify(vendor) == Prediction(
        category="card_arrival",
        confidence=0.93,
        explanation=str(ANSWER["explanation"]),
        evidence=Evidence(
            model=MODEL,
            model_version=MODEL,
            prompt_tokens=120,
            completion_tokens=30,
            cost_usd=(120 * 0.15 + 30 * 0.60) / 1e6,
            latency_seconds=0.0,
        ),
    )
    intent = vendor.intents()[0]
    assert (intent.operation, intent.key) == ("createChatCompletion", QUESTION.key)
    assert (intent.idempotent, intent.read_only, intent.streamed) == (True, True, True)


def test_the_question_is_asked_as_the_vendor_wants_it() -> None:
    """Streamed, in a strict schema, with usage and key."""
    vendor = FakeOpenAI()
    classify(vendor)
    body = vendor.body()
    assert (body["stream"], body["stream_options"], body["metadata"]) == (
        True,
        {"include_usage": True},
        {"key": QUESTION.key},
    )
    assert vendor.requests[0].headers["accept"] == "text/event-stream"
    assert "openai-project" not in vendor.requests[0].headers


def test_organization_and_project_are_named_where_configured() -> None:
    """Keys can belong to several."""
    vendor = FakeOpenAI()
    chosen = SETTINGS.model_copy(update={"organization": "org-1", "project": "proj_1"})

    async def main(clock: FakeClock) -> None:
        await OpenAIService(vendor.client(), chosen, clock).ask(QUESTION)

    play(main)
    headers = vendor.requests[0].headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("org-1", "proj_1")


def test_the_latency_is_measured_on_the_clock() -> None:
    """From the request to the end of the stream."""

    class Slow(httpx.AsyncByteStream):
        def __init__(self, clock: FakeClock) -> None:
            self._clock = clock

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for start in range(0, len(STREAM), 100):
                await self._clock.sleep(0.5)
                yield STREAM[start : start + 100]

    async def main(clock: FakeClock) -> float:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, stream=Slow(clock), headers={"content-type": "text/event-stream"})

        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        return (await OpenAIService(http, SETTINGS, clock).ask(QUESTION)).evidence.latency_seconds

    assert play(main) == 0.5 * -(-len(STREAM) // 100)


def test_another_model_than_the_one_asked_for_is_marked() -> None:
    """The prediction is used, and says that it comes from elsewhere."""
    events = [event | {"model": "gpt-5.4-mini-2026-03-17"} for event in chunks(json.dumps(ANSWER))]
    evidence = classify(FakeOpenAI(events)).evidence
    assert (evidence.model, evidence.model_version) == (MODEL, "gpt-5.4-mini-2026-03-17")
    assert evidence.degraded == ("model:changed",)
    assert evidence.cost_usd == (120 * 0.75 + 30 * 4.50) / 1e6


def test_a_stream_that_is_cut_anywhere_is_never_an_answer() -> None:
    """At every single byte: before any content it is an outage, after that a broken contract."""
    stream = sse(chunks(json.dumps(ANSWER, ensure_ascii=False), piece=40))
    content_ends = stream.index(b"\n\n", stream.index(b'"content": "{')) + 2

    async def main(clock: FakeClock) -> None:
        for length in range(len(stream)):
            with pytest.raises(IntegrationError) as caught:
                await OpenAIService(answered(stream[:length]).client(), SETTINGS, clock).ask(QUESTION)
            assert type(caught.value) is (SystemUnavailable if length < content_ends else ContractError)

    play(main)


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=30), st.integers(min_value=1, max_value=40), st.data())
def test_no_answer_survives_a_cut(explanation: str, piece: int, data: st.DataObject) -> None:
    """Whatever was answered, in pieces of whatever size."""
    stream = sse(chunks(json.dumps(ANSWER | {"explanation": explanation}), piece=piece))
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
            for start, end in pairwise(edges):
                yield STREAM[start:end]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Pieces(), headers={"content-type": "text/event-stream"})

    async def main(clock: FakeClock) -> Prediction:
        http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        return prediction(await OpenAIService(http, SETTINGS, clock).ask(QUESTION))

    assert play(main).explanation == ANSWER["explanation"]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (chunks(json.dumps(ANSWER), "length"), "token limit"),
        (chunks(json.dumps(ANSWER), "tool_calls"), "calls a tool"),
        (chunks(json.dumps(ANSWER), "paused"), r"choices\.0\.finish_reason"),
        (chunks(json.dumps(ANSWER))[:-2], "truncated"),
        (chunks(json.dumps(ANSWER))[:-1], "usage: the stream was truncated"),
        (chunks('{"category": "card_arr'), "is not JSON"),
        (chunks(""), "is not JSON"),
        (chunks("[]"), "content: "),
        (chunks(json.dumps(ANSWER | {"category": "mortgage"})), r"category: Input should be"),
        (chunks(json.dumps(ANSWER | {"confidence": 93})), "confidence"),
        (chunks(json.dumps(ANSWER | {"confidence": "0.93"})), "confidence"),
        (chunks(json.dumps(ANSWER | {"confidence": None})), "confidence"),
        (chunks(json.dumps(ANSWER).replace("0.93", "NaN")), "confidence"),
        (chunks(json.dumps(ANSWER | {"explanation": ""})), "explanation"),
        (chunks(json.dumps(ANSWER | {"more": 1})), r"content\.more"),
        (chunks(json.dumps({"category": "refund"})), "confidence"),
        ([*chunks(json.dumps(ANSWER))[:-1], chunk(usage=USAGE | {"total_tokens": 149})], r"usage\.total_tokens"),
        ([*chunks(json.dumps(ANSWER))[:-1], chunk(usage=USAGE | {"prompt_tokens": -1})], r"usage\.prompt_tokens"),
        ([*chunks(json.dumps(ANSWER))[:-1], delta({"content": "more"})], "goes on"),
        ([*chunks(json.dumps(ANSWER))[:-1], chunk(id="chatcmpl-2")], "id: changes"),
        ([*chunks(json.dumps(ANSWER))[:-1], chunk(model="other")], "model: changes"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_breaks_the_contract(
    events: list[dict[str, Any]], message: str
) -> None:
    """Truncated, outside the schema, or at odds with itself."""
    with pytest.raises(ContractError, match=message) as caught:
        classify(FakeOpenAI(events))
    assert (caught.value.system, caught.value.version, caught.value.operation) == (
        "openai",
        "v1",
        "createChatCompletion",
    )
    assert "The card is late" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda event: event.pop("id"), "id"),
        (set_at("id", 7), "id"),
        (set_at("object", "chat.completion"), "object"),
        (lambda event: event.pop("model"), "model"),
        (set_at("model", None), "model"),
        (lambda event: event.pop("choices"), "choices"),
        (set_at("choices", None), "choices"),
        (lambda event: event["choices"].append(event["choices"][0]), "choices"),
        (set_at("choices.0.index", 1), "choices.0.index"),
        (set_at("choices.0.delta", None), "choices.0.delta"),
        (set_at("choices.0.delta.content", ["x"]), "choices.0.delta.content"),
        (lambda event: event["choices"][0].pop("finish_reason"), "choices.0.finish_reason"),
    ],
)
def test_drift_of_a_chunk_is_a_typed_error_that_names_the_field(change: Callable[[Any], object], field: str) -> None:
    """The first bad chunk ends it."""
    events = chunks(json.dumps(ANSWER))
    change(events[2])
    with pytest.raises(ContractError) as caught:
        classify(FakeOpenAI(events))
    assert caught.value.field == field


def test_additional_fields_comments_and_chunks_change_nothing() -> None:
    """Keep-alives, obfuscation and chunks without a choice are part of the protocol."""
    events = [event | {"obfuscation": "abc", "service_tier": "default"} for event in chunks(json.dumps(ANSWER))]
    events.insert(3, chunk())
    body = b": keep-alive\n\n" + sse(events).replace(b"\n\n", b"\r\n\r\n") + b"data: not read any more\n\n"
    assert classify(answered(body)).category == "card_arrival"


@pytest.mark.parametrize(
    ("events", "gate"),
    [
        (chunks("", "content_filter"), "content_filter"),
        ([delta({"refusal": "I cannot"}), delta({}, "stop"), chunk(usage=USAGE)], "refusal"),
    ],
)
def test_a_refusal_is_a_matter_of_quality(events: list[dict[str, Any]], gate: str) -> None:
    """The service works; this question gets no answer."""
    with pytest.raises(QualityError) as caught:
        classify(FakeOpenAI(events))
    assert caught.value.gate == gate


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (failure("server_error"), SystemUnavailable),
        (failure(None), SystemUnavailable),
        (failure("tokens", "rate_limit_exceeded"), QuotaExceeded),
        (failure("insufficient_quota", "insufficient_quota"), ConfigurationError),
        (failure("invalid_request_error", "content_filter"), QualityError),
        (failure("invalid_request_error", "something"), Rejected),
        ({"error": "text"}, ContractError),
    ],
)
def test_a_failure_in_the_middle_of_the_stream_has_its_error(
    body: dict[str, object], kind: type[IntegrationError]
) -> None:
    """It is never the end of an answer, and its message is not passed on."""
    events = [*chunks(json.dumps(ANSWER))[:4], body]
    with pytest.raises(IntegrationError) as caught:
        classify(FakeOpenAI(events))
    assert type(caught.value) is kind
    assert "sk-proj" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (say(429, failure("requests", "rate_limit_exceeded"), {"retry-after-ms": "374"}), QuotaExceeded),
        (say(429, failure("insufficient_quota", "insufficient_quota")), ConfigurationError),
        (say(429, failure("invalid_request_error", "credit_balance_exhausted")), ConfigurationError),
        (say(401, failure("invalid_request_error", "invalid_api_key")), AuthenticationFailed),
        (say(403, failure(None, "unsupported_country_region_territory")), ConfigurationError),
        (say(404, failure("invalid_request_error", "model_not_found")), ConfigurationError),
        (say(404, failure("invalid_request_error")), ContractError),
        (say(400, failure("invalid_request_error", "context_length_exceeded", "messages")), Rejected),
        (say(400, failure("invalid_request_error", "content_filter")), QualityError),
        (say(400, text="<html>"), Rejected),
        (say(422, failure("invalid_request_error")), Rejected),
        (say(500, failure("server_error")), SystemUnavailable),
        (say(503, failure("server_error", "overloaded")), SystemUnavailable),
        (say(301, text=""), ContractError),
        (say(200, {"id": "chatcmpl-1"}), ContractError),
        (say(200, text="<html>", headers={"content-type": "text/html"}), ContractError),
        (lambda act: streamed(b"\xff\xfe\n\n"), ContractError),
        (lambda act: streamed(b"data: {not json\n\n"), ContractError),
        (lambda act: streamed(b"data: " + b"[" * 60_000 + b"\n\n"), ContractError),
        (lambda act: streamed(b"data: " + b"x" * 70_000), ContractError),
        (refuse_connection, SystemUnavailable),
        (lose_answer, SystemUnavailable),
    ],
)
def test_every_refusal_has_its_error(fault: Fault, kind: type[IntegrationError]) -> None:
    """What waiting heals is transient; what needs money or a person is not."""
    vendor = FakeOpenAI()
    vendor.disturb("createChatCompletion", fault)
    with pytest.raises(IntegrationError) as caught:
        classify(vendor)
    assert type(caught.value) is kind
    assert caught.value.system == "openai"
    assert "sk-proj" not in str(caught.value)


def test_a_refused_parameter_is_named() -> None:
    """The vendor says which one."""
    vendor = FakeOpenAI()
    vendor.disturb(
        "createChatCompletion", say(400, failure("invalid_request_error", "unsupported_value", "temperature"))
    )
    with pytest.raises(Rejected) as caught:
        classify(vendor)
    assert caught.value.fields == ("temperature",)


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
            await OpenAIService(broken_off(stream), SETTINGS, clock).ask(QUESTION)

    play(main)
    assert stream.closed


def test_a_cancelled_question_closes_the_connection() -> None:
    """Nobody pays for tokens that nobody reads."""
    stream = _Breaking(None)

    async def main(clock: FakeClock) -> None:
        asking = asyncio.create_task(OpenAIService(broken_off(stream), SETTINGS, clock).ask(QUESTION))
        await clock.sleep(1.0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    play(main)
    assert stream.closed
