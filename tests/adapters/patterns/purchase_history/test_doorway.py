"""The HTTP interface."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.errors import SystemUnavailable
from adapters.inbound.asgi import Application
from adapters.patterns.purchase_history.sqlite import SqliteWarehouse
from adapters.ports.warehouse import Purchase

from .conftest import purchase
from .service import PURCHASES, World, get, serve

NDJSON = "application/x-ndjson"


def test_pages_tell_their_age_and_lead_to_each_other(tmp_path: Path) -> None:
    """The last purchase first, nothing twice."""

    async def scenario(application: Application, world: World) -> None:
        await world.clock.sleep(11.0)
        first = await get(application, f"{PURCHASES}?limit=3&request_id=r-1")
        assert (first.status, first.content["request_id"]) == (200, "r-1")
        assert float(first.headers["warehouse-lag-seconds"]) == first.content["lag_seconds"] == 1.0
        assert (first.headers["age"], first.headers["as-of"][:10]) == ("1", "2025-10-09")
        second = await get(application, f"{PURCHASES}?limit=3&cursor={first.content['next']}")
        found = [each["id"] for page in (first, second) for each in page.content["purchases"]]
        assert found == ["p-4", "p-3", "p-2", "p-1", "p-0"]
        assert second.content["next"] is None

    serve(tmp_path, scenario)


def test_a_replica_too_far_behind_is_refused_with_a_time_to_come_back(tmp_path: Path) -> None:
    """Pages and streams; and served again when it has caught up."""

    async def scenario(application: Application, world: World) -> None:
        await world.clock.sleep(20.0)
        for accept in ("", NDJSON):
            answer = await get(application, PURCHASES, accept)
            assert (answer.status, answer.headers["retry-after"]) == (503, "5")
            assert "s behind" in answer.content["error"]
        status = (await get(application, "/status")).content
        assert status["replica"]["lag_seconds"] > status["replica"]["lag_seconds_max"]
        await world.clock.sleep(20.0)
        assert (await get(application, PURCHASES)).status == 200

    stall = {"PURCHASES_STALL_FROM_SECONDS": "5", "PURCHASES_STALL_SECONDS": "30"}
    serve(tmp_path, scenario, PURCHASES_LAG_SECONDS_MAX="10", **stall)


def test_a_large_set_is_streamed_in_pieces_with_its_number_at_the_end(tmp_path: Path) -> None:
    """A reader that does not see the last line knows that it has not got everything."""

    async def scenario(application: Application, world: World) -> None:
        await world.clock.sleep(11.0)
        answer = await get(application, PURCHASES, NDJSON)
        assert (answer.status, answer.headers["content-type"]) == (200, NDJSON)
        assert [line.get("id") for line in answer.lines] == ["p-4", "p-3", "p-2", "p-1", "p-0", None]
        assert answer.lines[-1] == {"end": True, "count": 5}
        assert len(answer.pieces) == 3

    serve(tmp_path, scenario, PURCHASES_STREAM_BATCH="2")


@pytest.mark.parametrize(("whole", "status"), [(0, 503), (2, 200)])
def test_a_stream_that_breaks_off_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int, status: int
) -> None:
    """Before its beginning by the status, afterwards by its last line."""

    async def broken() -> AsyncIterator[Purchase]:
        for number in range(whole):
            yield purchase(number)
        raise SystemUnavailable("gone", system="warehouse")

    @asynccontextmanager
    async def all_purchases(self: object, customer_id: str, batch: int) -> AsyncIterator[AsyncIterator[Purchase]]:
        if not whole:
            raise SystemUnavailable("gone", system="warehouse")
        yield broken()

    monkeypatch.setattr(SqliteWarehouse, "all_purchases", all_purchases)

    async def scenario(application: Application, world: World) -> None:
        answer = await get(application, PURCHASES, NDJSON)
        assert answer.status == status
        if whole:
            assert answer.lines[-1] == {"end": False, "error": "the stream broke off"}

    serve(tmp_path, scenario, PURCHASES_STREAM_BATCH="2")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{PURCHASES}?limit=101", 422),
        (f"{PURCHASES}?limit=0", 422),
        (f"{PURCHASES}?limit=many", 422),
        (f"{PURCHASES}?cursor=made-up", 422),
        (f"{PURCHASES}?colour=red", 422),
        (f"{PURCHASES}?" + "&".join(f"a{number}=1" for number in range(20)), 422),
        ("/v1/customers/a b/purchases", 404),
        ("/v1/customers", 404),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, path: str, status: int) -> None:
    """With a reason, and without a look into the warehouse."""

    async def scenario(application: Application, world: World) -> None:
        answer = await get(application, path)
        assert answer.status == status
        assert answer.content["error"]

    serve(tmp_path, scenario)


def test_nothing_is_taken_in(tmp_path: Path) -> None:
    """Other methods and long bodies are refused."""

    async def scenario(application: Application, world: World) -> None:
        assert (await get(application, PURCHASES, method="POST")).status == 405
        assert (await get(application, PURCHASES, body=b"x" * 2000)).status == 413
        assert (await get(application, "/healthz")).status == 200
        assert (await get(application, "/v1/customers/nobody/purchases")).content["purchases"] == []

    serve(tmp_path, scenario)
