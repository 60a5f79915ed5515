"""Worlds that tests drive by hand."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from windtunnel.content.project import Project
from windtunnel.explore.driven import DrivenWorld
from windtunnel.kernel.errors import UsageError

from ..scenario.rehearsing import ROOT as ERRAND

MESSAGE = {"ticket": "1", "text": "hello", "key": "a"}


@pytest.fixture
def driven() -> Iterator[DrivenWorld]:
    """A world of the errand's systems."""
    world = DrivenWorld(Project(ERRAND))
    yield world
    world.close()


def posted(world: DrivenWorld) -> int:
    """Post a message and return the status."""
    with world.system("room").client() as client:
        return client.post("/messages", json=MESSAGE).status_code


def test_a_synchronous_client_reaches_a_simulator(driven: DrivenWorld) -> None:
    """And the simulator keeps what it was sent."""
    assert posted(driven) == 201
    assert [message["text"] for message in driven.system("room").store["messages"]] == ["hello"]


def test_a_system_comes_back_in_its_first_state(driven: DrivenWorld) -> None:
    """Records, quotas and attributes of the last test are gone, and so is its time."""
    began = driven.clock.now()
    first = driven.system("desk")
    first.system.connect("https://somewhere.test")
    first.system.scale_quota(0.1)
    posted(driven)
    driven.clock.advance(100)
    driven.restart()
    assert driven.clock.now() == began
    assert list(driven.system("room").store["messages"]) == []
    again = driven.system("desk")
    assert again.system is first.system
    assert vars(again.system)["url"] == ""
    assert {scale for scale, _ in again.system.meters.snapshot().values()} == {1.0}


def test_the_same_ids_are_given_out_in_every_test(driven: DrivenWorld) -> None:
    """Chance is put back, too."""
    drawn = []
    for _ in range(2):
        drawn.append(driven.system("desk").system.ids.uuid())
        driven.restart()
    assert drawn[0] == drawn[1]


def test_a_fault_strikes_and_counts(driven: DrivenWorld) -> None:
    """As often as it is told to."""
    fault = driven.system("room").fault("status", status=503, count=2)
    assert [posted(driven) for _ in range(3)] == [503, 503, 201]
    assert fault.injected == 2


def test_a_lost_answer_raises_what_a_socket_would(driven: DrivenWorld) -> None:
    """The message is there all the same."""
    driven.system("room").fault("lose-answer", count=1)
    with pytest.raises(httpx.ReadError):
        posted(driven)
    assert len(list(driven.system("room").store["messages"])) == 1


def test_a_fault_that_lasts_ends_in_time(driven: DrivenWorld) -> None:
    """The quota is cut for a minute; tokens expire at once."""
    desk = driven.system("desk")
    desk.fault("scale-quota", scale=0.5, for_=60)
    scaled = desk.system.meters.snapshot()["account"][0]
    driven.clock.advance(61)
    assert (scaled, desk.system.meters.snapshot()["account"][0]) == (0.5, 1.0)


def test_slow_answers_move_the_clock_and_nothing_else(driven: DrivenWorld) -> None:
    """The request takes three seconds of the world."""
    driven.system("room").fault("latency", least=3, most=3)
    began = driven.clock.now()
    posted(driven)
    assert driven.clock.now() == pytest.approx(began + 3)


def test_asynchronous_code_runs_on_the_worlds_time(driven: DrivenWorld) -> None:
    """A client that sleeps an hour is done at once."""

    async def post() -> int:
        async with driven.system("room").async_client() as client:
            await driven.clock.sleep(3600)
            return (await client.post("/messages", json=MESSAGE)).status_code

    began = driven.clock.now()
    assert driven.run(post()) == 201
    assert driven.clock.now() == began + 3600


def test_what_is_left_running_ends_with_the_world(driven: DrivenWorld) -> None:
    """Nothing of one test goes on in the next."""
    ended = []

    async def wait() -> None:
        try:
            await driven.clock.sleep(10)
        finally:
            ended.append(True)

    driven.clock.loop.create_task(wait())
    driven.clock.advance(1)
    driven.restart()
    assert ended == [True]


def test_faults_on_deliveries_are_refused(driven: DrivenWorld) -> None:
    """They would never strike."""
    with pytest.raises(UsageError, match="duplicate-delivery strikes deliveries"):
        driven.system("desk").fault("duplicate-delivery")


def test_a_clock_does_not_go_back(driven: DrivenWorld) -> None:
    """It says so."""
    with pytest.raises(UsageError, match="cannot go back"):
        driven.clock.advance(-1)
