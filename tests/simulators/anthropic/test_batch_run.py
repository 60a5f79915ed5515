"""Batches as they are worked off."""

from __future__ import annotations

from typing import Any

import orjson

from tests.simulators.anthropic.desk import Desk, held_to, message_body
from windtunnel.kernel.clock import SteppedClock

TARGET = "/v1/messages/batches"
DAY_SECONDS = 86_400


def results(desk: Desk, batch: str) -> dict[str, Any]:
    """Return the results of a batch by custom_id."""
    lines = desk.get(f"{TARGET}/{batch}/results").body.splitlines()
    return {each["custom_id"]: each["result"] for each in map(orjson.loads, lines)}


def counts(desk: Desk, batch: str) -> dict[str, int]:
    """Return the counts of a batch that are not zero."""
    given = desk.get(f"{TARGET}/{batch}").json()["request_counts"]
    return {name: count for name, count in given.items() if count}


def test_counts_stay_until_the_end(desk: Desk) -> None:
    """All are in processing, then all at once are not."""
    batch = desk.batch(*[message_body()] * 40)["id"]
    desk.clock.advance(19)
    assert counts(desk, batch) == {"processing": 40}
    desk.clock.advance(1)
    assert counts(desk, batch) == {"succeeded": 40}
    assert desk.get(f"{TARGET}/{batch}").json()["ended_at"] == "2026-01-05T09:00:20.000000Z"


def test_answers_are_those_of_messages(sorter: Desk) -> None:
    """Except for the service tier; results come in no order."""
    alone = sorter.ask(output_config=held_to()).json()
    batch = sorter.batch(*[message_body(output_config=held_to())] * 9)["id"]
    sorter.clock.advance(60)
    found = results(sorter, batch)
    assert found["request-0"]["message"]["content"] == alone["content"]
    assert found["request-0"]["message"]["usage"]["service_tier"] == "batch"
    assert list(found) != sorted(found)
    assert sorted(found) == [f"request-{number}" for number in range(9)]


def test_a_bad_request_is_its_own_affair(desk: Desk) -> None:
    """It is told in the envelope of errors, and the others are answered."""
    bad = [message_body(model="x"), {}, message_body(stream=True), message_body(container="c")]
    batch = desk.batch(message_body(), *bad)["id"]
    desk.clock.advance(60)
    assert counts(desk, batch) == {"succeeded": 1, "errored": 4}
    errors = [results(desk, batch)[f"request-{number}"]["error"]["error"] for number in range(1, 5)]
    assert [each["type"] for each in errors] == [
        "not_found_error",
        "invalid_request_error",
        "invalid_request_error",
        "not_implemented_error",
    ]
    assert errors[1]["message"] == "model: Field required"


def test_a_batch_is_outside_of_the_limits_of_messages(desk: Desk) -> None:
    """However low they are."""
    for name in ("requests_per_minute", "input_tokens_per_minute", "output_tokens_per_minute"):
        desk.system.scale_quota(0.00001, name)
    batch = desk.batch(*[message_body("x" * 400)] * 5)["id"]
    desk.clock.advance(60)
    assert counts(desk, batch) == {"succeeded": 5}


def test_the_version_of_its_maker_holds(desk: Desk) -> None:
    """For parameters that were removed since."""
    requests = [{"custom_id": "a", "params": message_body(temperature=0.5)}]
    for version, kind in (("2023-06-01", "succeeded"), ("2026-10-21", "errored")):
        batch = desk.post(TARGET, {"requests": requests}, anthropic_version=version).json()["id"]
        desk.clock.advance(60)
        assert results(desk, batch)["a"]["type"] == kind


def test_what_was_not_worked_off_is_canceled(desk: Desk) -> None:
    """And what was is kept."""
    batch = desk.batch(*[message_body()] * 40)["id"]
    desk.clock.advance(10)
    desk.post(f"{TARGET}/{batch}/cancel")
    desk.clock.advance(20)
    assert counts(desk, batch) == {"succeeded": 20, "canceled": 20}
    kinds = [result["type"] for result in results(desk, batch).values()]
    assert (kinds.count("succeeded"), kinds.count("canceled")) == (20, 20)


def test_a_day_is_all_it_gets() -> None:
    """The rest expires."""
    desk = Desk({"batch_seconds_per_request": DAY_SECONDS / 4})
    batch = desk.batch(*[message_body()] * 6)["id"]
    desk.clock.advance(DAY_SECONDS - 1)
    assert counts(desk, batch) == {"processing": 6}
    desk.clock.advance(1)
    ended = counts(desk, batch)
    assert ended["expired"] >= 2
    assert sum(ended.values()) == 6


def test_results_are_archived(desk: Desk) -> None:
    """After 29 days; the batch itself stays."""
    batch = desk.batch(message_body())["id"]
    desk.clock.advance(60)
    assert results(desk, batch).keys() == {"request-0"}
    desk.clock.advance(29 * DAY_SECONDS)
    record = desk.get(f"{TARGET}/{batch}").json()
    assert (record["results_url"], record["archived_at"] is None) == (None, False)
    assert desk.get(f"{TARGET}/{batch}/results").status == 404


def test_a_fork_carries_batches(desk: Desk) -> None:
    """A copy goes on by itself from where the original was, and comes to the same end."""
    batch = desk.batch(*[message_body()] * 40)["id"]
    desk.clock.advance(5)
    clock = SteppedClock(desk.clock.now())
    twin = desk.system.fork(clock)
    clock.advance(60)
    assert counts(desk, batch) == {"processing": 40}
    desk.clock.advance(60)
    assert twin.store["message_batches"].get(batch) == desk.system.store["message_batches"].get(batch)
    assert counts(desk, batch) == {"succeeded": 40}
