"""Runs of the reconciliation."""

from __future__ import annotations

from typing import Any

from adapters.errors import Rejected, SystemUnavailable
from adapters.outbound.correlation import correlation_id
from adapters.patterns.reconcile.reconciliation import POSITION
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.patterns.reconcile.plant import Plant, announcement, planted, ticket

AWAY = SystemUnavailable("away", system="slack")


def disagree(plant: Plant) -> None:
    """Have one discrepancy of each kind."""
    plant.world.have(
        ticket("1", marked=False),
        ticket("2"),
        ticket("3", marked=False),
        ticket("4"),
        ticket("5", gone=True),
        ticket("6"),
    )
    plant.world.said = [
        announcement("2", "100.2", "low"),
        announcement("3", "100.3"),
        announcement("4", "100.4"),
        announcement("4", "100.5"),
        announcement("5", "100.6"),
        announcement("6", "100.7"),
    ]


def test_a_run_makes_the_systems_agree() -> None:
    """Every kind of discrepancy is resolved and logged; a second run finds nothing."""

    async def scenario(plant: Plant) -> None:
        disagree(plant)
        report = await plant.reconciliation.run("run-1")
        assert (report.compared, report.found, report.resolved, report.complete) == (6, 5, 5, True)
        assert plant.world.agree()
        entries = await plant.transformations.latest(10)
        assert {entry["kind"] for entry in entries} == {"missing", "different", "unmarked", "doubled", "orphaned"}
        again = await plant.reconciliation.run("run-2")
        assert (again.found, again.complete) == (0, True)

    planted(scenario)


def test_a_complete_run_moves_the_position() -> None:
    """The next one begins there, less the overlap; the first one a day ago."""

    async def scenario(plant: Plant) -> None:
        await plant.reconciliation.run("run-1")
        await plant.clock.sleep(1000.0)
        await plant.reconciliation.run("run-2")
        assert plant.world.asked == [EPOCH - 86_400.0, EPOCH - 300.0]

    planted(scenario)


def test_a_run_since_a_given_time_leaves_the_position_alone() -> None:
    """It looks at more, and says nothing of what comes after."""

    async def scenario(plant: Plant) -> None:
        report = await plant.reconciliation.run("run-1", since=EPOCH - 7.0)
        assert report.complete
        assert plant.world.asked == [EPOCH - 7.0]
        assert await plant.checkpoints.load(POSITION) is None

    planted(scenario)


def test_an_interrupted_run_is_taken_up_again() -> None:
    """What was resolved stays so, the rest is resolved by the next run, and the position waits for it."""

    async def scenario(plant: Plant) -> None:
        disagree(plant)
        plant.world.failures["post"] = AWAY
        report = await plant.reconciliation.run("run-1")
        assert (report.found, report.resolved, report.postponed, report.complete) == (5, 4, 1, False)
        assert await plant.checkpoints.load(POSITION) is None
        plant.world.failures.clear()
        report = await plant.reconciliation.run("run-2")
        assert (report.found, report.resolved, report.complete) == (1, 1, True)
        assert plant.world.agree()

    planted(scenario)


def test_a_side_that_cannot_be_read_ends_the_run() -> None:
    """With the reason; the position stays."""

    async def scenario(plant: Plant) -> None:
        plant.world.failures["export"] = AWAY
        report = await plant.reconciliation.run("run-1")
        assert (report.failure, report.complete) == ("SystemUnavailable: away", False)
        assert plant.sink.kinds("run-1") == ["degraded"]
        assert await plant.checkpoints.load(POSITION) is None

    planted(scenario)


def test_a_refused_repair_goes_to_a_person_in_the_end() -> None:
    """After a few runs it is a dead letter, and holds the position back no longer."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("1", marked=False))
        plant.world.failures["post"] = Rejected("not like this", system="slack")
        reports = [await plant.reconciliation.run(f"run-{number}") for number in range(1, 5)]
        assert [report.complete for report in reports] == [False, False, True, True]
        assert [report.given_up for report in reports] == [0, 0, 1, 1]
        assert plant.sink.kinds("reconcile:1") == ["dead-lettered"]
        assert len(await plant.transformations.latest(10)) == 3

    planted(scenario)


def test_what_somebody_else_is_at_is_left_alone() -> None:
    """And looked at again by the next run."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("1", marked=False))
        plant.busy.add("1")
        report = await plant.reconciliation.run("run-1")
        assert (report.postponed, report.complete) == (1, False)
        assert plant.world.said == []
        assert plant.busy == {"1"}

    planted(scenario)


def test_every_repair_has_the_correlation_id_of_its_record(monkeypatch: Any) -> None:
    """Reading both sides has that of the run."""

    async def scenario(plant: Plant) -> None:
        ids: list[str | None] = []
        plant.world.have(ticket("1", marked=False))
        history, annotate = plant.world.said_since, plant.world.annotate

        async def note_reading(moment: float) -> Any:
            ids.append(correlation_id())
            return await history(moment)

        async def note_marking(ticket_id: str, key: str, note: str) -> None:
            ids.append(correlation_id())
            await annotate(ticket_id, key, note)

        monkeypatch.setattr(plant.world, "said_since", note_reading)
        monkeypatch.setattr(plant.world, "annotate", note_marking)
        await plant.reconciliation.run("run-1")
        assert ids == ["run-1", "reconcile:1"]

    planted(scenario)


def test_what_is_in_doubt_is_read_singly() -> None:
    """After a restart the export may lag behind what the process that died had done; what is settled is believed."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("1"))
        plant.world.said = [announcement("1")]
        plant.world.failures["show"] = AWAY
        assert (await plant.reconciliation.run("run-1")).failure == "SystemUnavailable: away"
        plant.world.failures.clear()
        assert (await plant.reconciliation.run("run-2")).complete
        plant.world.failures["show"] = AWAY
        assert (await plant.reconciliation.run("run-3")).complete

    planted(scenario)
