"""The control API."""

from __future__ import annotations

from pathlib import Path

import pytest

from .standing import TICKET, Bench, on_a_stand


def test_state_is_counted_listed_and_read(tmp_path: Path) -> None:
    """Collections, a collection, a record."""

    async def body(bench: Bench) -> None:
        assert (await bench.control("GET", "state")).json() == {"tickets": 1}
        assert (await bench.control("GET", "state/tickets")).json() == {"records": [TICKET], "count": 1}
        assert (await bench.control("GET", "state/tickets/5")).json() == TICKET

    on_a_stand(tmp_path, body)


def test_reset_goes_back_to_the_first_day(tmp_path: Path) -> None:
    """What was put in is gone."""

    async def body(bench: Bench) -> None:
        assert (await bench.control("POST", "reset")).json() == {"reset": True}
        assert (await bench.control("GET", "state/tickets")).json()["count"] == 0

    on_a_stand(tmp_path, body)


def test_a_snapshot_can_be_restored(tmp_path: Path) -> None:
    """By name."""

    async def body(bench: Bench) -> None:
        await bench.control("POST", "snapshot", {"name": "before"})
        await bench.control("POST", "seed", {"tickets": {"6": TICKET}})
        await bench.control("PUT", "snapshot", {"name": "before"})
        assert (await bench.control("GET", "state/tickets")).json()["count"] == 1

    on_a_stand(tmp_path, body)


def test_the_clock_is_moved_and_tokens_expire_by_it(tmp_path: Path) -> None:
    """Two hours pass in no time."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        assert (await bench.ticket(headers)).status_code == 200
        moved = await bench.control("PUT", "clock", {"advance_seconds": 7200})
        assert moved.json()["mode"] == "stepped"
        assert (await bench.ticket(headers)).status_code == 401

    on_a_stand(tmp_path, body)


def test_quotas_are_scaled_and_switched_off(tmp_path: Path) -> None:
    """A quota that refuses, and one that does not."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        await bench.control("PUT", "quotas", {"scale": 0.005})
        statuses = [(await bench.ticket(headers)).status_code for _ in range(4)]
        assert 429 in statuses
        await bench.control("PUT", "quotas", {"enforced": False})
        assert (await bench.ticket(headers)).status_code == 200
        assert (await bench.control("GET", "quotas")).json()["quotas"]["account"]["scale"] == 0.005

    on_a_stand(tmp_path, body)


def test_arrivals_go_through_the_systems_own_door(tmp_path: Path) -> None:
    """The record's id comes back."""

    async def body(bench: Bench) -> None:
        number = (await bench.control("POST", "arrivals", {"text": "a question"})).json()["id"]
        assert (await bench.control("GET", f"state/tickets/{number}")).json()["text"] == "a question"

    on_a_stand(tmp_path, body)


def test_the_journal_is_read_from_where_one_left_off(tmp_path: Path) -> None:
    """With the place to go on from."""

    async def body(bench: Bench) -> None:
        await bench.token()
        first = (await bench.control("GET", "journal")).json()
        assert [event["kind"] for event in first["events"]] == ["attempt", "answer"]
        assert (await bench.control("GET", f"journal/{first['next']}")).json()["events"] == []

    on_a_stand(tmp_path, body)


def test_tokens_can_be_made_to_expire(tmp_path: Path) -> None:
    """All of them, now."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        assert (await bench.control("POST", "expire-tokens")).json() == {"expired": 1}
        assert (await bench.ticket(headers)).status_code == 401

    on_a_stand(tmp_path, body)


def test_coverage_tells_every_operation(tmp_path: Path) -> None:
    """Bound ones here."""

    async def body(bench: Bench) -> None:
        assert (await bench.control("GET", "coverage")).json() == {"CreateToken": "bound", "ShowTicket": "bound"}
        assert (await bench.control("GET", "")).json()["system"] == "desk"

    on_a_stand(tmp_path, body)


@pytest.mark.parametrize(
    ("method", "name", "body", "status", "message"),
    [
        ("GET", "stat", None, 404, "no control called 'stat'"),
        ("DELETE", "clock", None, 405, "GET, PUT is"),
        ("PUT", "clock", {"mod": 1}, 400, "unknown key 'mod'"),
        ("PUT", "clock", {"mode": "fast"}, 400, "mode is one of"),
        ("PUT", "clock", {"advance_seconds": -1}, 400, "cannot go back"),
        ("PUT", "quotas", {"scale": 0}, 400, "greater than zero"),
        ("PUT", "quotas", {"scale": 2, "name": "acount"}, 400, "did you mean 'account'"),
        ("PUT", "snapshot", {"name": "x"}, 400, "no snapshot 'x'"),
        ("POST", "seed", {"tickets": [1]}, 400, "give records by id"),
        ("POST", "seed", [1], 400, "must be a JSON object"),
        ("POST", "arrivals", {}, 400, "'text' is missing"),
        ("POST", "webhooks", {}, 400, "'url' is missing"),
        ("POST", "webhooks", {"url": "localhost/hook"}, 400, "url: 'localhost/hook' is no address to deliver to"),
        ("POST", "webhooks", {"url": "ftp://127.0.0.1/"}, 400, "is no address to deliver to"),
        ("GET", "journal/x", None, 400, "journal: 'x' is no event number"),
    ],
)
def test_every_mistake_is_answered_with_json_and_a_message(
    tmp_path: Path, method: str, name: str, body: object, status: int, message: str
) -> None:
    """Never a crash."""

    async def check(bench: Bench) -> None:
        answer = await bench.control(method, name, body)
        assert answer.status_code == status
        assert message in answer.json()["error"]

    on_a_stand(tmp_path, check)
