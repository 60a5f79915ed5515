"""The system as a whole."""

from __future__ import annotations

import pytest

from tests.simulators.openai.desk import Desk, chat_body, contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import UnknownNameError


def test_every_operation_of_the_contract_is_bound(desk: Desk) -> None:
    """Nothing is left to inference, and nothing is bound that the contract does not have."""
    assert set(desk.system.handlers) == set(contract().operations)


def test_answers_of_models_carry_the_account(desk: Desk) -> None:
    """Request identifier, organization, time spent and version come with every call of a model."""
    response = desk.chat()
    assert response.header("openai-organization") == desk.system.credentials["organization"]
    assert response.header("openai-version") == "2020-10-01"
    assert (response.header("openai-processing-ms") or "").isdigit()
    assert desk.get("/models").header("openai-version") is None


def test_request_identifiers_differ(desk: Desk) -> None:
    """Each answer can be told apart, refusals included."""
    identifiers = {desk.get("/models").header("x-request-id"), desk.chat(n=0).header("x-request-id")}
    assert len(identifiers) == 2


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Identifiers, texts and headers repeat."""
    first, second = Desk(), Desk()
    for path in ("/chat/completions", "/responses"):
        body = chat_body() if "chat" in path else {"model": "gpt-5.5", "input": "hello"}
        one, other = first.post(path, body), second.post(path, body)
        assert (one.body, one.headers) == (other.body, other.headers)


def test_a_fork_goes_on_by_itself(desk: Desk) -> None:
    """State, limits and pending work are carried over, and then part ways."""
    kept = desk.chat(store=True).json()["id"]
    pending = desk.respond("hello", background=True).json()["id"]
    clock = SteppedClock(desk.clock.now())
    twin = desk.system.fork(clock)
    clock.advance(60)
    assert twin.store["responses"].get(pending)["status"] == "completed"
    assert desk.system.store["responses"].get(pending)["status"] == "queued"
    desk.delete(f"/chat/completions/{kept}")
    assert kept in twin.store["chat_completions"]


def test_service_time_is_spent_only_when_the_system_has_it(desk: Desk) -> None:
    """A plain system answers at once; one with latency takes the profile's time, tokens included."""
    assert desk.chat().delay_seconds == 0
    slow = Desk(latency=True)
    response = slow.chat()
    assert response.delay_seconds > 0.1
    assert response.header("openai-processing-ms") == str(-int(-response.delay_seconds * 1000 // 1))


def test_an_unknown_misbehaviour_is_named(desk: Desk) -> None:
    """The ways that exist are suggested."""
    response = desk.chat()
    with pytest.raises(UnknownNameError, match="truncated-json"):
        desk.system.misbehave("truncated", desk.last, response)
