"""The service as a whole: life, death, and what it says of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.inbound.asgi import Application
from tests.adapters.inbound.fakes import Answer, request
from tests.adapters.inbound.virtual_time import SteppedClock, run
from tests.adapters.lifespan import Lifespan
from tests.adapters.pipeline.vendors import Vendors
from tests.adapters.pipeline.world import SIGNING_SECRET, World, delivery, refuse


async def get(application: Application, path: str) -> Answer:
    """Get a page of the service."""
    answer = await request(application, "GET", path)
    assert answer is not None
    return answer


async def post_webhook(application: Application, clock: Clock, ticket_id: int) -> Answer:
    """Deliver a signed webhook."""
    body, headers = delivery(clock, ticket_id, f"0195d3f0-0000-4000-8000-{ticket_id:012d}")
    answer = await request(application, "POST", "/webhooks/helpdesk", body, headers)
    assert answer is not None
    return answer


def serve(
    scenario: Callable[[Application, World], Awaitable[None]], vendors: Vendors | None = None, **changes: str
) -> World:
    """Run ``scenario`` with a started service, and shut it down; without ``vendors`` every system is away."""

    async def main(clock: Clock) -> World:
        world = World(clock, vendors.answers() if vendors else None, **changes)
        application = world.create()
        lifespan = Lifespan(application)
        assert await lifespan.say("startup") == {"type": "lifespan.startup.complete"}
        await scenario(application, world)
        assert await lifespan.say("shutdown") == {"type": "lifespan.shutdown.complete"}
        await lifespan.task
        return world

    return run(main)


def test_a_ticket_goes_all_the_way_through_the_real_adapters() -> None:
    """From the signed webhook to the team's channel, with every request accounted for."""
    vendors = Vendors()

    async def scenario(application: Application, world: World) -> None:
        await post_webhook(application, world.clock, 7)
        await asyncio.sleep(10.0)
        first = {role: len(transport.requests) for role, transport in world.transports.items()}
        assert first == {"helpdesk": 4, "crm": 2, "chat": 2, "ai": 1}
        await post_webhook(application, world.clock, 8)
        await asyncio.sleep(10.0)
        second = {role: len(transport.requests) for role, transport in world.transports.items()}
        assert {role: second[role] - first[role] for role in first} == {"helpdesk": 2, "crm": 1, "chat": 1, "ai": 1}
        totals = (await get(application, "/status")).content["totals"]
        assert (totals["routed"], totals["partial"], totals["reviewed"]) == (2, 0, 0)
        assert totals["cost_usd"] > 0.0

    world = serve(scenario, vendors)
    update, _ = vendors.helpdesk.updates
    assert (update["group_id"], update["priority"]) == (102, "high")
    assert "web" in update["tags"]
    assert "A card is awaited." in update["comment"]["body"]
    assert [post["metadata"]["event_payload"]["customer_id"] for post in vendors.chat.posts] == [
        "003000000000001AAA",
        "003000000000001AAA",
    ]
    ids = {request.headers["X-Correlation-Id"] for request in world.transports["ai"].requests}
    assert ids == {"triage:7:ticket.created", "triage:8:ticket.created"}


@pytest.mark.parametrize("role", ["helpdesk", "crm", "chat", "ai"])
def test_hours_without_a_system_cost_few_calls_and_no_ticket(role: str) -> None:
    """Through the real policies: everything is done once after the outage, and the system was hardly called in it."""
    vendors, tickets, outage_seconds = Vendors(), 30, 4 * 3600.0
    answer = vendors.answers()[role]

    async def scenario(application: Application, world: World) -> None:
        transport = world.transports[role]
        transport.answer = refuse
        for ticket_id in range(1, tickets + 1):
            await post_webhook(application, world.clock, ticket_id)
            await asyncio.sleep(outage_seconds / tickets)
        calls = len(transport.requests)
        assert calls <= outage_seconds / 30.0 + 10
        transport.answer = answer
        await asyncio.sleep(600.0)
        status = (await get(application, "/status")).content
        assert status["queue"]["ready"] + status["queue"]["leased"] == 0
        assert (status["dead_letters"], status["totals"]["routed"]) == ([], tickets)
        assert status["totals"]["enriched"] == status["totals"]["partial"] == (tickets if role == "crm" else 0)

    serve(scenario, vendors)
    keys = [post["metadata"]["event_payload"]["event_key"] for post in vendors.chat.posts]
    assert len(keys) == len(set(keys)) == tickets
    notes = [update["comment"]["body"] for update in vendors.helpdesk.updates]
    assert sum("Triage: for team" in note for note in notes) == tickets


def test_an_accepted_event_is_kept_while_every_system_is_away() -> None:
    """200 at once; the job waits, the breaker opens, and ``/status`` tells."""

    async def scenario(application: Application, world: World) -> None:
        assert (await post_webhook(application, world.clock, 7)).content["status"] == "accepted"
        assert (await post_webhook(application, world.clock, 7)).content["status"] == "duplicate"
        assert (await get(application, "/healthz")).status == 200
        await asyncio.sleep(300.0)
        status = (await get(application, "/status")).content
        assert status["queue"]["ready"] + status["queue"]["leased"] == 1
        assert status["queue"]["oldest_age_seconds"] == 300.0
        assert (status["dead_letters"], status["review"]) == ([], 0)
        assert status["breakers"].keys() == {"helpdesk", "crm", "chat", "ai"}
        assert status["breakers"]["helpdesk"] != "closed"
        assert (status["totals"]["accepted"], status["totals"]["duplicates"]) == (1, 1)
        assert status["totals"]["cost_usd"] == 0.0

    world = serve(scenario)
    assert all(transport.closed for transport in world.transports.values())


def test_the_calls_to_a_dead_system_are_few() -> None:
    """Token requests are held back by the breaker, too: a hundred tickets and an hour cost a few probes."""

    async def scenario(application: Application, world: World) -> None:
        for ticket_id in range(1, 101):
            await post_webhook(application, world.clock, ticket_id)
        await asyncio.sleep(3600.0)

    world = serve(scenario)
    assert len(world.transports["helpdesk"].requests) < 5 + 3600 / 30 + 10
    assert all(not world.transports[role].requests for role in ("crm", "chat", "ai"))


def test_what_is_accepted_outlives_the_process(tmp_path: Path) -> None:
    """Also when the server's task is cancelled and nothing is said."""
    path = str(tmp_path / "store.sqlite")

    async def first(clock: Clock) -> None:
        world = World(clock, TRIAGE_STORE_PATH=path)
        application = world.create()
        lifespan = Lifespan(application)
        await lifespan.say("startup")
        await post_webhook(application, clock, 7)
        await asyncio.sleep(0.001)
        lifespan.task.cancel()
        await asyncio.gather(lifespan.task, return_exceptions=True)

    async def second(application: Application, world: World) -> None:
        assert (await post_webhook(application, world.clock, 7)).content["status"] == "duplicate"

    run(first)
    serve(second, TRIAGE_STORE_PATH=path)


def test_before_the_start_and_after_the_end_nothing_is_accepted() -> None:
    """503, so that the vendor delivers again."""

    async def main(clock: Clock) -> None:
        application = World(clock).create()
        assert (await post_webhook(application, clock, 7)).status == 503
        lifespan = Lifespan(application)
        await lifespan.say("startup")
        assert (await get(application, "/healthz")).status == 200
        await lifespan.say("shutdown")
        await lifespan.task
        assert (await get(application, "/healthz")).status == 503

    run(main)


def test_a_store_that_cannot_be_opened_is_a_failed_start() -> None:
    """The server is told why, and nothing is left open."""

    async def main(clock: Clock) -> None:
        world = World(clock, TRIAGE_STORE_PATH="/nowhere/store.sqlite")
        lifespan = Lifespan(world.create())
        answer = await lifespan.say("startup")
        await lifespan.task
        assert answer["type"] == "lifespan.startup.failed"
        assert "unable to open" in answer["message"]
        assert all(transport.closed for transport in world.transports.values())

    run(main)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIAGE_CATEGORIES", ""),
        ("TRIAGE_ROUTING_PATH", "/nowhere.yaml"),
        ("HELPDESK_SYSTEM", "pigeons"),
        ("CRM_URL", ""),
    ],
)
def test_wrong_settings_are_told_before_anything_is_started(name: str, value: str) -> None:
    """With the name of the variable, or of the file."""
    with pytest.raises(ConfigurationError, match=value if name.endswith("PATH") else name):
        World(SteppedClock(), **{name: value}).create()


def test_another_protocol_is_refused() -> None:
    """The server is told so by an exception, as ASGI wants it."""

    async def main(clock: Clock) -> None:
        application = World(clock).create()
        with pytest.raises(ValueError, match="not websocket"):
            await application({"type": "websocket"}, asyncio.Queue[Any]().get, asyncio.Queue[Any]().put)

    run(main)


def test_no_secret_is_in_status_or_trail() -> None:
    """Whatever goes wrong, the signing secret and the credentials stay hidden."""
    seen: list[str] = []

    async def scenario(application: Application, world: World) -> None:
        await post_webhook(application, world.clock, 7)
        body, headers = delivery(world.clock, 8, SIGNING_SECRET)
        await request(application, "POST", "/webhooks/helpdesk", body, headers)
        await request(application, "POST", "/webhooks/helpdesk", b"{}", {"x-zendesk-webhook-signature": "x"})
        await asyncio.sleep(600.0)
        seen.append(str((await get(application, "/status")).content))

    world = serve(scenario)
    text = " ".join([*seen, *(str(event) for event in world.sink.events)])
    for secret in (SIGNING_SECRET, "helpdesk-secret", "crm-secret", "xoxb-secret", "sk-secret"):
        assert secret not in text
