"""Faults and drift in served simulators."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from .standing import Bench, on_a_stand


def test_a_fault_strikes_until_it_is_taken_out(tmp_path: Path) -> None:
    """And is listed while it is in."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        fault = {"kind": "status", "status": 503, "retry_after": "7s", "operations": ["ShowTicket"]}
        number = (await bench.control("POST", "faults", fault)).json()["id"]
        answer = await bench.ticket(headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
        assert (await bench.control("GET", "faults")).json() == {"faults": {number: fault}}
        assert (await bench.control("DELETE", f"faults/{number}")).json() == {"removed": 1}
        assert (await bench.ticket(headers)).status_code == 200

    on_a_stand(tmp_path, body)


def test_a_lost_answer_breaks_the_connection(tmp_path: Path) -> None:
    """Over a real socket."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        await bench.control("POST", "faults", {"kind": "lose-answer", "count": 1})
        with pytest.raises(httpx.TransportError):
            await bench.ticket(headers)
        assert (await bench.ticket(headers)).status_code == 200

    on_a_stand(tmp_path, body)


def test_drift_changes_answers_until_it_is_cleared(tmp_path: Path) -> None:
    """Everything at once."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        drift = {"operator": "sem-date-format-changed", "at": "Ticket.opened_at"}
        await bench.control("POST", "drift", drift)
        assert (await bench.ticket(headers)).json()["opened_at"] == "05/01/2026 09:00"
        assert list((await bench.control("GET", "drift")).json()["drift"].values()) == [drift]
        assert (await bench.control("DELETE", "drift")).json() == {"removed": 1}
        assert (await bench.ticket(headers)).json()["opened_at"] == "2026-01-05T09:00:00Z"

    on_a_stand(tmp_path, body)


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("faults", {"kind": "refus"}, "did you mean 'refuse'"),
        ("faults", {"kind": "duplicate-delivery"}, "cannot be injected into a served simulator"),
        ("drift", {"operator": "sem-unit-scaled", "at": "Ticket.totl"}, "unknown property of Ticket 'totl'"),
    ],
)
def test_what_cannot_be_injected_is_refused(tmp_path: Path, name: str, body: object, message: str) -> None:
    """With a message, and nothing is left behind."""

    async def check(bench: Bench) -> None:
        answer = await bench.control("POST", name, body)
        assert answer.status_code == 400
        assert message in answer.json()["error"]
        assert (await bench.control("GET", name)).json() == {name: {}}

    on_a_stand(tmp_path, check)


def test_taking_out_what_is_not_in_is_refused(tmp_path: Path) -> None:
    """By its id."""

    async def body(bench: Bench) -> None:
        assert "no injection '9'" in (await bench.control("DELETE", "faults/9")).json()["error"]

    on_a_stand(tmp_path, body)
