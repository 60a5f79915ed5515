"""The interface as callers see it: answers, problems, repeated requests, and callers who leave."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from .calling import Got, World, serve
from .fakes import DRAFT


def away(request: httpx.Request) -> httpx.Response:
    """Answer nobody."""
    raise httpx.ConnectError("refused", request=request)


def test_a_question_gets_an_answer_with_everything() -> None:
    """Through the real adapters, with the caller's own ids."""

    async def scenario(world: World) -> tuple[Got, int]:
        got = await world.answer(reference="case-17")
        return got, len(world.ai.requests)

    got, paid = serve(scenario)
    assert (got.status, paid) == (200, 1)
    assert got.content["prediction"]["reply"] == DRAFT.reply
    assert (got.content["id"], got.content["reference"], got.content["degraded"]) == ("k-1", "case-17", False)
    assert got.content["customer"]["tier"] == "Gold"
    assert got.content["metadata"]["cost_usd"] > 0
    assert got.headers["api-version"] == "1.0.0"
    assert got.headers["x-request-id"] == got.content["metadata"]["request_id"]
    assert "idempotent-replayed" not in got.headers


def test_the_same_request_is_paid_for_once() -> None:
    """One after the other, and both at once."""

    async def scenario(world: World) -> tuple[list[Got], int, Any]:
        both = await asyncio.gather(world.answer(), world.answer())
        third = await world.answer()
        status = await world.call("GET", "/status")
        assert status is not None
        return [*both, third], len(world.ai.requests), status.content

    got, paid, status = serve(scenario)
    assert paid == 1
    assert [each.status for each in got] == [200, 200, 200]
    assert got[0].content == got[1].content == got[2].content
    assert [each.headers.get("idempotent-replayed") for each in got] == [None, "true", "true"]
    assert status["answers"] == {"needs_review": 0, "replayed": 2, "whole": 1}
    assert status["cost_usd"] == pytest.approx(got[0].content["metadata"]["cost_usd"])


def test_another_request_under_the_same_key_is_refused_without_cost() -> None:
    """Now and later; the refusal is final."""

    async def scenario(world: World) -> tuple[list[Got], int]:
        first, second = await asyncio.gather(world.answer(), world.answer(question="Something else?"))
        third = await world.answer(question="Something else?")
        return [first, second, third], len(world.ai.requests)

    got, paid = serve(scenario)
    assert ([each.status for each in got], paid) == ([200, 422, 422], 1)
    assert got[1].content["type"] == "urn:problem:personalised-reply:idempotency-key-reused"
    assert got[1].content["retryable"] is False
    assert "retry-after" not in got[1].headers


def test_when_the_caller_hangs_up_the_ai_call_stops() -> None:
    """Its connection is closed, and the key is free for the next attempt."""

    async def scenario(world: World) -> tuple[Got | None, int, float, Got]:
        world.ai.seconds = 5.0
        began = world.clock.now()
        nothing = await world.ask(leaves_after=2.0)
        cancelled, seconds = world.ai.cancelled, world.clock.now() - began
        world.ai.seconds = 0.1
        return nothing, cancelled, seconds, await world.answer()

    nothing, cancelled, seconds, got = serve(scenario)
    assert (nothing, cancelled) == (None, 1)
    assert seconds == pytest.approx(2.0)
    assert (got.status, got.content["degraded"]) == (200, False)
    assert "idempotent-replayed" not in got.headers


def test_work_goes_on_while_anybody_waits() -> None:
    """The second caller of the same request gets the answer that the first one left."""

    async def scenario(world: World) -> tuple[Got | None, Got, int]:
        world.ai.seconds = 3.0
        nothing, got = await asyncio.gather(world.ask(leaves_after=2.0), world.answer())
        return nothing, got, len(world.ai.requests)

    nothing, got, paid = serve(scenario)
    assert (nothing, got.status, paid) == (None, 200, 1)


def test_a_caller_who_is_in_a_hurry_gets_what_there_is() -> None:
    """``Prefer: wait`` becomes the deadline of everything, and of nothing beyond the service's own."""

    async def scenario(world: World) -> tuple[Got, float]:
        world.ai.seconds = 60.0
        headers = {"content-type": "application/json", "idempotency-key": "k-1", "prefer": "wait=3"}
        began = world.clock.now()
        got = await world.call(
            "POST", "/v1/replies", b'{"customer_email": "ann@mail.example", "question": "Where is it?"}', headers
        )
        assert got is not None
        return got, world.clock.now() - began

    got, seconds = serve(scenario)
    assert 3.0 <= seconds <= 3.1
    assert got.headers["preference-applied"] == "wait=3"
    assert [missing["part"] for missing in got.content["missing"]] == ["reply"]


def test_whoever_finds_no_room_is_told_when_to_come_back() -> None:
    """And comes back with success."""

    async def scenario(world: World) -> tuple[Got, Got, Got]:
        first, second = await asyncio.gather(world.answer("k-1"), world.answer("k-2"))
        await world.clock.sleep(float(second.headers["retry-after"]))
        return first, second, await world.answer("k-2")

    first, second, third = serve(scenario, REPLY_REPLIES_MAX="1")
    assert (first.status, second.status, third.status) == (200, 503, 200)
    assert second.headers["content-type"] == "application/problem+json"
    assert (second.content["retryable"], second.content["retry_after_seconds"]) == (True, 2)


def test_with_every_system_away_there_is_still_an_answer() -> None:
    """Marked, with a text, and without a cost."""

    async def scenario(world: World) -> Got:
        world.ai.player = world.crm.player = away
        return await world.answer()

    got = serve(scenario)
    assert (got.status, got.content["degraded"], got.content["needs_review"]) == (200, True, True)
    assert got.content["prediction"]["reply"]
    assert [missing["part"] for missing in got.content["missing"]] == ["customer", "history", "reply"]
    assert got.content["metadata"]["model"] is None


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/v2/replies", b"", {}, 404),
        ("GET", "/v1/replies", b"", {}, 405),
        ("POST", "/v1/replies", b"{}", {}, 400),
        ("POST", "/v1/replies", b"{}", {"idempotency-key": "k"}, 415),
        ("POST", "/v1/replies", b"x" * 65_537, {"idempotency-key": "k"}, 413),
        ("POST", "/v1/replies", b"{}", {"idempotency-key": "k", "content-type": "application/json"}, 422),
    ],
    ids=["path", "method", "key", "type", "size", "body"],
)
def test_what_cannot_be_answered_is_a_problem_and_asks_nobody(
    method: str, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    """It is final, and says what it is about."""

    async def scenario(world: World) -> tuple[Got | None, int]:
        got = await world.call(method, path, body, {**headers, "x-request-id": "r-1"})
        return got, len(world.crm.requests) + len(world.ai.requests)

    got, asked = serve(scenario)
    assert got is not None
    assert (got.status, got.content["status"], got.content["retryable"], asked) == (status, status, False, 0)
    assert got.headers["content-type"] == "application/problem+json"
    assert got.headers["x-request-id"] == got.content["request_id"]


def test_a_wrong_method_is_told_the_right_one() -> None:
    """As RFC 9110 wants it."""

    async def scenario(world: World) -> Got | None:
        return await world.call("DELETE", "/v1/replies")

    got = serve(scenario)
    assert got is not None
    assert got.headers["allow"] == "POST"


def test_the_service_says_that_it_is_up() -> None:
    """And how its systems are."""

    async def scenario(world: World) -> tuple[Got | None, Got | None]:
        return await world.call("GET", "/healthz"), await world.call("GET", "/status")

    health, status = serve(scenario)
    assert health is not None
    assert status is not None
    assert health.content == {"status": "ok"}
    assert status.content["breakers"] == {"account": "closed", "history": "closed", "ai": "closed"}


def test_the_trail_names_a_refusal_and_repeats_nothing_of_it() -> None:
    """By the caller's key where there is one."""

    async def scenario(world: World) -> World:
        await world.answer("k-9", customer_email="canary-address")
        await world.answer(None, question="canary-question")
        return world

    world = serve(scenario)
    assert world.sink.kinds("reply:k-9") == ["rejected"]
    assert "canary" not in str(world.sink.events)
