"""The HTTP interface."""

from __future__ import annotations

import asyncio
import json

import pytest

from adapters.errors import ContractError, IntegrationError, Rejected
from adapters.patterns.reconcile.doorway import Doorway
from adapters.pipeline.budget import cancel
from adapters.ports import TicketEvent
from tests.adapters.inbound.fakes import Answer, request
from tests.adapters.patterns.reconcile.plant import Plant, planted, ticket

EVENT = TicketEvent(event_id="e1", ticket_id="7", kind="ticket.created")


async def call(
    plant: Plant, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> Answer:
    """Send a request to the doorway of a healthy service."""
    doorway = Doorway(
        plant.world,
        plant.notifier,
        plant.schedule,
        plant.transformations,
        trail=plant.trail,
        healthy=lambda: True,
        breakers=lambda: {"chat": "closed"},
        body_bytes_max=1000,
    )
    answer = await request(doorway, method, path, body, headers)
    assert answer is not None
    return answer


def test_a_delivery_is_announced() -> None:
    """A second one meanwhile is left to the reconciliation, and one that concerns no ticket is ignored."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("7", marked=False))
        plant.world.verdict = EVENT
        assert (await call(plant, "POST", "/webhooks/helpdesk")).content == {"status": "accepted"}
        again = await call(plant, "POST", "/webhooks/helpdesk")
        assert again.content == {"status": "left to the reconciliation"}
        await asyncio.sleep(0.1)
        assert plant.world.agree()
        plant.world.verdict = None
        assert (await call(plant, "POST", "/webhooks/helpdesk")).content == {"status": "ignored"}

    planted(scenario)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Rejected("not signed"), 401),
        (ContractError("odd", system="zendesk", version="v2", operation="webhook"), 422),
    ],
)
def test_what_is_not_accepted_is_refused(error: IntegrationError, status: int) -> None:
    """And leads to nothing."""

    async def scenario(plant: Plant) -> None:
        plant.world.verdict = error
        assert (await call(plant, "POST", "/webhooks/helpdesk")).status == status
        assert plant.busy == set()

    planted(scenario)


def test_a_run_can_be_asked_for_and_looked_at() -> None:
    """With its own name; the same key asks for the same run."""

    async def scenario(plant: Plant) -> None:
        running = asyncio.create_task(plant.schedule.run())
        plant.world.have(ticket("7", marked=False))
        body = json.dumps({"since": "2025-10-09T08:00:00Z"}).encode()
        key = {"idempotency-key": "k1"}
        first, second = [await call(plant, "POST", "/v1/reconciliations", body, key) for _ in range(2)]
        assert (first.status, first.content) == (202, second.content)
        await plant.clock.sleep(20.0)
        runs = (await call(plant, "GET", "/v1/reconciliations")).content["runs"]
        assert [run["run"] for run in runs].count(first.content["run"]) == 1
        log = (await call(plant, "GET", "/v1/transformations")).content["transformations"]
        assert [(entry["ticket"], entry["rule"]) for entry in log] == [("7", "announce")]
        status = (await call(plant, "GET", "/status")).content
        assert status["last"]["complete"] is True
        await cancel(running)

    planted(scenario)


@pytest.mark.parametrize(
    ("body", "named"),
    [(b"{", "body"), (b"[]", "body"), (b'{"since": "yesterday"}', "since"), (b'{"from": 1}', "from")],
)
def test_a_request_that_is_not_understood_is_refused(body: bytes, named: str) -> None:
    """Naming the field."""

    async def scenario(plant: Plant) -> None:
        answer = await call(plant, "POST", "/v1/reconciliations", body)
        assert answer.status == 422
        assert answer.content["error"].startswith(named)
        long = await call(plant, "POST", "/v1/reconciliations", b"", {"idempotency-key": "k" * 201})
        assert long.status == 422

    planted(scenario)


def test_other_paths_methods_and_sizes_are_refused() -> None:
    """As HTTP has it."""

    async def scenario(plant: Plant) -> None:
        assert (await call(plant, "GET", "/")).status == 404
        assert (await call(plant, "DELETE", "/v1/reconciliations")).status == 405
        assert (await call(plant, "POST", "/v1/reconciliations", b"x" * 1001)).status == 413
        assert (await call(plant, "GET", "/healthz")).content == {"status": "ok"}

    planted(scenario)
