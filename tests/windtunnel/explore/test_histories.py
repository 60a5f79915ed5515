"""What concurrent clients see of the simulators can be explained by some order of their calls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.content.project import Project
from windtunnel.explore.driven import DrivenSystem, DrivenWorld
from windtunnel.explore.linearised import Called, linearise
from windtunnel.explore.schedule import Jitter
from windtunnel.explore.strikes import SeededLatency

SEEDS = st.integers(0, 1_000_000)
CLIENTS = 3
UNKNOWN = object()
"""What a client knows of a call whose answer was lost."""


@cache
def shared() -> DrivenWorld:
    """Simulators are built once."""
    return DrivenWorld(Project())


def system(name: str, seed: int) -> DrivenSystem:
    """A simulator in its first state, that takes between nothing and two seconds for an answer."""
    world = shared()
    world.restart()
    driven = world.system(name)
    driven.system.service_time = SeededLatency(Jitter(seed=seed, least=0.0, most=2.0), Random(seed))
    return driven


class Diary:
    """Writes down who called what, when, and what came of it."""

    def __init__(self, driven: DrivenSystem) -> None:
        self.now = driven.world.clock.now
        self.history: list[Called] = []

    async def call(self, client: int, name: str, given: Any, calling: Any) -> Any:
        """Await a call and return its answer; ``UNKNOWN`` when it was lost."""
        begun = self.now()
        try:
            answer = await calling
        except httpx.ReadError:
            self.history.append(Called(f"client-{client}", name, given, begun, None))
            return UNKNOWN
        self.history.append(Called(f"client-{client}", name, given, begun, self.now(), answer))
        return answer


class SafelyUpdated:
    """A ticket that changes only where it was seen as it is: (when it changed, in whole seconds; its priority)."""

    def __init__(self, first: tuple[str, str]) -> None:
        self._first = first

    def initial(self) -> tuple[str, str]:
        """As it was made."""
        return self._first

    def step(self, state: tuple[str, str], call: Called) -> Iterator[tuple[str, str]]:
        """What each call leads to; within one second the vendor's stamps cannot tell two changes apart."""
        if call.name == "read":
            if call.answer == state:
                yield state
            return
        stamp, priority = call.given
        safe = state[0] <= stamp
        if call.ended is None:
            yield from _later(state, priority, call.begun, safe=safe)
        elif call.answer is None:
            if not safe:
                yield state
        elif safe and call.answer[1] == priority:
            yield call.answer


def _later(state: tuple[str, str], priority: str, begun: float, *, safe: bool) -> Iterator[tuple[str, str]]:
    """Where an answer was lost, the request had arrived at once, or never counted."""
    if safe:
        yield datetime.fromtimestamp(begun, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), priority
    if not safe or state[1] == priority:
        yield state


async def updating(desk: DrivenSystem, diary: Diary, client: int) -> None:
    """Read the ticket and change it safely, a few times."""
    user = (f"{desk.credentials['email']}/token", desk.credentials["api_token"])
    async with desk.async_client(auth=user) as http:

        async def read() -> tuple[str, str]:
            ticket = (await http.get("/api/v2/tickets/1.json")).json()["ticket"]
            return ticket["updated_at"], ticket["priority"]

        async def change(stamp: str, priority: str) -> tuple[str, str] | None:
            content = {"priority": priority, "safe_update": True, "updated_stamp": stamp}
            answer = await http.put("/api/v2/tickets/1.json", json={"ticket": content})
            assert answer.status_code in (200, 409), answer.text
            ticket = answer.json().get("ticket")
            return (ticket["updated_at"], ticket["priority"]) if answer.status_code == 200 else None

        for priority in ("high", "low")[: 1 + client % 2]:
            seen = await diary.call(client, "read", None, read())
            if seen is not UNKNOWN:
                await diary.call(client, "change", (seen[0], priority), change(seen[0], priority))


def updated(seed: int, **fault: Any) -> tuple[list[Called], SafelyUpdated]:
    """What clients live through who update one ticket."""
    desk = system("zendesk", seed)
    user = (f"{desk.credentials['email']}/token", desk.credentials["api_token"])
    with desk.client(auth=user) as http:
        content = {"subject": "one", "comment": {"body": "first"}, "priority": "normal"}
        made = http.post("/api/v2/tickets.json", json={"ticket": content}).json()["ticket"]
    desk.world.clock.advance(5)
    if fault:
        desk.fault(**fault)
    diary = Diary(desk)

    async def all_of_them() -> None:
        await asyncio.gather(*(updating(desk, diary, client) for client in range(CLIENTS)))

    desk.world.run(all_of_them())
    return diary.history, SafelyUpdated((made["updated_at"], made["priority"]))


class Upserted:
    """A record that is there or not."""

    def initial(self) -> bool:
        """It is not."""
        return False

    def step(self, state: bool, call: Called) -> Iterator[bool]:
        """What each call leads to: only the first creates."""
        if call.ended is None or call.answer == (not state):
            yield True


def upserted(seed: int, **fault: Any) -> list[Called]:
    """What clients live through who upsert one record by its external id."""
    org = system("salesforce", seed)
    grant = {name: org.credentials[name] for name in ("client_id", "client_secret")}
    with org.client() as http:
        answer = http.post("/services/oauth2/token", data={"grant_type": "client_credentials", **grant}).json()
    if fault:
        org.fault(**fault)
    diary = Diary(org)

    async def upserting(client: int) -> None:
        async with org.async_client(headers={"Authorization": f"Bearer {answer['access_token']}"}) as http:

            async def upsert() -> bool:
                path = "/services/data/v68.0/sobjects/Contact/External_Id__c/A-1"
                told = await http.patch(path, json={"LastName": f"by {client}"})
                assert told.status_code in (200, 201), told.text
                return bool(told.json()["created"])

            await org.world.clock.sleep(client * 0.3)
            await diary.call(client, "upsert", None, upsert())

    async def all_of_them() -> None:
        await asyncio.gather(*(upserting(client) for client in range(CLIENTS)))

    org.world.run(all_of_them())
    return diary.history


def explained(history: Sequence[Called], model: Any) -> bool:
    """Whether a history can be explained."""
    found = linearise(history, model)
    print(found)  # shown when the test fails
    return found.holds


@settings(max_examples=12, deadline=None, database=None)
@given(SEEDS)
def test_a_ticket_under_safe_updates_is_one_object(seed: int) -> None:
    """However reads and changes of several clients overlap."""
    assert explained(*updated(seed))


@settings(max_examples=12, deadline=None, database=None)
@given(SEEDS)
def test_lost_answers_leave_it_one_object(seed: int) -> None:
    """Whether the change was made or not, everybody sees the same."""
    assert explained(*updated(seed, kind="lose-answer", every=3))


def test_a_replica_that_is_behind_is_found() -> None:
    """The planted mistake: somebody reads what nobody could see any more."""
    found = [explained(*updated(seed, kind="stale-read", age=2.0)) for seed in range(8)]
    assert not all(found)


@settings(max_examples=12, deadline=None, database=None)
@given(SEEDS, st.booleans())
def test_a_record_is_created_once_by_its_external_id(seed: int, lossy: bool) -> None:
    """Of several upserts at the same time one creates, also when answers are lost."""
    fault = {"kind": "lose-answer", "every": 2} if lossy else {}
    assert explained(upserted(seed, **fault), Upserted())
