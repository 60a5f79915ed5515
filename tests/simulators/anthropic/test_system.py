"""The simulator as a whole."""

from __future__ import annotations

from tests.simulators.anthropic.desk import Desk, contract, held_to, message_body, project
from windtunnel.simulator.loader import system_class


def test_every_operation_of_the_contract_is_bound() -> None:
    """Nothing is inferred, and nothing is bound that the contract does not have."""
    bound = {name for part in system_class(project(), "anthropic").operations for name in part.handlers}
    assert bound == set(contract().operations)


def test_every_answer_tells_its_request_and_the_organization(desk: Desk) -> None:
    """Each request has an identifier of its own."""
    answers = [desk.get("/v1/models"), desk.get("/v1/nothing"), desk.ask(), desk.ask(model="x")]
    assert len({each.header("request-id") for each in answers}) == 4
    assert {each.header("anthropic-organization-id") for each in answers} == {desk.system.credentials["organization"]}


def test_one_seed_one_answer() -> None:
    """Byte by byte, headers included."""
    calls = [("POST", "/v1/messages", message_body(stream=True)), ("POST", "/v1/messages", message_body())]
    first, second = ([desk.send(*call) for call in calls] for desk in (Desk(), Desk()))
    assert [(each.headers, each.whole_body()) for each in first] == [
        (each.headers, each.whole_body()) for each in second
    ]


def test_what_is_stored_is_what_was_made(desk: Desk) -> None:
    """A message leaves nothing behind that could be taken for an effect."""
    effects: list[str] = []
    desk.system.on_effect = lambda effect, call: effects.append(effect.collection)
    system = [{"type": "text", "text": "policy " * 1000, "cache_control": {"type": "ephemeral"}}]
    desk.ask(system=system, output_config=held_to())
    assert [name for name in effects if not name.startswith("_")] == []
    desk.upload("a.txt", b"x")
    desk.batch(message_body())
    assert [name for name in effects if not name.startswith("_")] == ["files", "message_batches"]


def test_without_service_times_no_answer_takes_time(desk: Desk) -> None:
    """The default of a test."""
    assert desk.ask().delay_seconds == 0
    streamed = desk.ask(stream=True)
    assert sum(chunk.delay_seconds for chunk in streamed.parts()) + streamed.delay_seconds == 0


def test_a_median_and_a_tail() -> None:
    """Half of the calls take about the median, few take much longer."""
    desk = Desk(latency=True)
    delays = sorted(desk.ask().delay_seconds for _ in range(300))
    assert 0.8 < delays[150] < 1.5
    assert 3 < delays[-1] < 30


def test_many_tokens_take_their_time() -> None:
    """75 a second, at once as well as streamed."""
    desk = Desk({"thinking_tokens_default": 3000}, latency=True)
    thinking = {"type": "enabled", "budget_tokens": 3000}
    whole = desk.ask(max_tokens=4000, thinking=thinking)
    assert whole.delay_seconds >= 3000 / 75
    streamed = desk.ask(max_tokens=4000, thinking=thinking, stream=True)
    assert streamed.delay_seconds < 30
    assert sum(chunk.delay_seconds for chunk in streamed.parts()) > 2900 / 75
