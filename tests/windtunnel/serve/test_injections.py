"""Faults and drift in served simulators."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.serve.stand import Stand
from windtunnel.world.courier import DeliveryOutcome, Parcel

from .standing import Bench, on_a_stand

ROOT = Path(__file__).resolve().parents[3]


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
        ("faults", {"kind": "kill-subject", "on": "subject"}, "by the served back end: only a rehearsal has a subject"),
        ("faults", {"kind": "dns-failure"}, "no name is looked up; it can be made by: virtual, http-proxy"),
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


def test_a_change_of_the_system_begins_and_ends_by_its_clock_and_is_put_right_when_taken_out(tmp_path: Path) -> None:
    """A quota shrinks from its time on; taking the fault out gives it back."""

    async def body(bench: Bench) -> None:
        meters = bench.stand.systems["desk"].meters
        name = next(iter(meters.names()))
        fault = {"kind": "scale-quota", "scale": 0.5, "from": "10s", "for": "10s"}
        await bench.control("POST", "faults", fault)
        scales = [meters.meter(name).scale]
        for _ in range(2):
            await bench.control("PUT", "clock", {"advance_seconds": 11})
            scales.append(meters.meter(name).scale)
        assert scales == [1.0, 0.5, 1.0]
        number = (await bench.control("POST", "faults", {"kind": "scale-quota", "scale": 0.5})).json()["id"]
        assert meters.meter(name).scale == 0.5
        await bench.control("DELETE", f"faults/{number}")
        assert meters.meter(name).scale == 1.0

    on_a_stand(tmp_path, body)


def test_every_token_ends_at_once(tmp_path: Path) -> None:
    """The next call is refused until the client logs in again."""

    async def body(bench: Bench) -> None:
        headers = await bench.token()
        assert (await bench.ticket(headers)).status_code == 200
        await bench.control("POST", "faults", {"kind": "expire-tokens"})
        assert (await bench.ticket(headers)).status_code == 401
        assert (await bench.ticket(await bench.token())).status_code == 200

    on_a_stand(tmp_path, body)


def test_a_webhook_is_sent_again_by_a_fault(tmp_path: Path) -> None:
    """Faults on deliveries strike what a served simulator sends."""

    class Notes:
        def __init__(self) -> None:
            self.parcels: list[Parcel] = []

        def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
            self.parcels.append(parcel)

    async def body(bench: Bench) -> None:
        desk, notes = bench.stand.systems["desk"], Notes()
        desk.courier._courier._courier = notes  # type: ignore[attr-defined]  # stands for the network
        await bench.control("POST", "faults", {"kind": "duplicate-delivery", "within": 0, "count": 1})
        parcel = Parcel("http://localhost/hook", (), b"{}", 5.0, "e1")
        desk.courier.send(parcel, lambda outcome: None)
        desk.courier.send(parcel, lambda outcome: None)
        assert len(notes.parcels) == 3

    on_a_stand(tmp_path, body)


def test_a_flawed_certificate_meets_new_connections_to_the_tls_url(tmp_path: Path) -> None:
    """Until the fault is taken out."""

    async def body(bench: Bench) -> None:
        async def ask() -> int:
            trusted = ssl.create_default_context(cafile=bench.desk["ca_file"])
            async with httpx.AsyncClient(verify=trusted, trust_env=False) as client:
                return (await client.get(f"{bench.desk['tls_url']}/tickets/5", headers=headers)).status_code

        headers = await bench.token()
        assert await ask() == 200
        number = (await bench.control("POST", "faults", {"kind": "tls-failure", "how": "expired"})).json()["id"]
        with pytest.raises(httpx.ConnectError, match="expired"):
            await ask()
        await bench.control("DELETE", f"faults/{number}")
        assert await ask() == 200

    on_a_stand(tmp_path, body)


def test_a_batch_of_a_served_system_succeeds_in_part(tmp_path: Path) -> None:
    """Over a socket, with the vendor's own words for each item that failed."""

    async def main() -> None:
        stand = Stand(Project(ROOT), seed=1, folder=tmp_path, epoch=EPOCH, mode=ClockMode.STEPPED)
        await stand.serve(["salesforce"])
        entry = stand.directory()["salesforce"]
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            fault = {"kind": "partial-batch-success", "share": 0.5, "count": 1}
            await client.post(f"{entry['admin_url']}faults", json=fault)
            given = {"grant_type": "client_credentials"}
            given |= {name: entry["credentials"][name] for name in ("client_id", "client_secret")}
            token = (await client.post(f"{entry['url']}/services/oauth2/token", data=given)).json()["access_token"]
            records = [{"attributes": {"type": "Account"}, "Name": str(number)} for number in range(10)]
            told = [
                await client.post(
                    f"{entry['url']}/services/data/v68.0/composite/sobjects",
                    json={"records": records},
                    headers={"authorization": f"Bearer {token}"},
                )
                for _ in range(2)
            ]
        await stand.stop()
        succeeded = [[result["success"] for result in answer.json()] for answer in told]
        assert [answer.status_code for answer in told] == [200, 200]
        assert (succeeded[0].count(True), succeeded[1].count(True)) == (5, 10)

    asyncio.run(main())
