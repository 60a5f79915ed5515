"""What every run has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from unittest.mock import patch

from windtunnel.kernel.clock import Clock, LoopClock
from windtunnel.kernel.journal import Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import Redeployment, load
from windtunnel.scenario.stage import Plan, Run, host_of
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import VirtualStage, run_condition
from windtunnel.scenario.workload import read_rows
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.virtual_loop import run_virtual

from .rehearsing import PROJECT, ROOT, run


def test_every_role_has_an_address_of_its_own() -> None:
    """In a domain that leads nowhere."""
    assert host_of("crm") == "crm.windtunnel.test"


def test_a_run_ends_when_nothing_happens_any_more() -> None:
    """After the scenario's quiet time, and says so."""
    made = run("calm", count=3)
    assert made.ended == "quiet"
    assert set(made.history.accepted) == set(made.history.arrivals)


def test_canaries_are_known_before_anything_happens() -> None:
    """Every secret credential of every system, and of its webhooks."""
    secrets = run("calm", count=1).history.settings.secrets
    assert any(name.startswith("helpdesk.") for name in secrets)


def test_what_a_vendor_gives_out_one_at_a_time_is_known() -> None:
    """By role and operation, from the quotas of the profile; a quota of many a minute is none of that."""
    assert run("calm", count=1).history.settings.spacings == {("helpdesk", "CreateToken"): 2.0}


def test_a_subject_is_replaced_with_other_settings_and_a_role_with_another_system() -> None:
    """What was never called by the new instance leaves the run in doubt."""
    scenario = load(PROJECT, "clerk")
    rows = read_rows(ROOT / "scenarios" / scenario.workload.input, {})
    made = run_condition(PROJECT, Plan(scenario, "replaced", rows, 20, 1))
    took = [event.data["duration_seconds"] for event in made.history.of(Kind.ACKNOWLEDGEMENT)]
    assert (took[0], took[-1]) == (0.5, 1.5)
    result = judge(made)
    assert [(fault.kind, fault.injected, fault.observed) for fault in result.faults] == [("redeploy:room", 1, 0)]
    assert result.verdict is Verdict.INCONCLUSIVE


def replaced_twice(replace: Callable[[Clock], Awaitable[None]]) -> Run:
    """Run the clerk, whose replacement ``replace`` is, with two replacements a second apart."""

    async def main() -> Run:
        scenario = load(PROJECT, "clerk")
        twice = (Redeployment(at=5.0), Redeployment(at=6.0))
        calm = scenario.conditions["calm"].model_copy(update={"redeploy": twice})
        scenario = scenario.model_copy(update={"conditions": {"calm": calm}})
        rows = read_rows(ROOT / "scenarios" / scenario.workload.input, {})
        stage = VirtualStage(PROJECT, Plan(scenario, "calm", rows, 10, 1))
        clock = LoopClock(asyncio.get_running_loop())
        with patch.object(stage.life, "replace", partial(replace, clock)):
            return await stage.run(clock)

    return run_virtual(main())


def test_one_replacement_waits_for_another() -> None:
    """A program takes its time to start, and only one can take the place of another."""
    told: list[tuple[str, float]] = []

    async def replace(clock: Clock) -> None:
        told.append(("begins", clock.now()))
        await clock.sleep(30)
        told.append(("ends", clock.now()))

    replaced_twice(replace)
    begun = told[0][1]
    assert [(what, at - begun) for what, at in told] == [("begins", 0), ("ends", 30), ("begins", 30), ("ends", 60)]


def test_a_successor_that_does_not_start_leaves_the_run_in_doubt() -> None:
    """What happened until then is judged all the same."""

    async def replace(clock: Clock) -> None:
        raise SubjectCrashed("no licence")

    run = replaced_twice(replace)
    assert run.ended == "crashed: the subject's successor did not start: no licence"
    assert (len(run.history.arrivals), judge(run).verdict) == (10, Verdict.INCONCLUSIVE)
