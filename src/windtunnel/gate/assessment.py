"""The drift score of one probe: control, planted change, and every change that concerns it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.errors import InconclusiveError

from .bench import Bench, open_bench
from .judging import Judgement, judge
from .mutants import Mutant, mutants
from .planted import find_planted
from .probes import Probe
from .reads import Reads
from .recording import Recording, Turn
from .replayer import Outcome
from .requests_made import said_in
from .runs import Runs
from .tracing import trace


@dataclass(frozen=True)
class Judged:
    """A change with its verdict."""

    mutant: Mutant
    judgement: Judgement


@dataclass
class Assessment:
    """What was found out with one probe.

    Args:
        probe: its name.
        reads: what it reads.
        judged: changes that the run was made against.
        unmet: changes for which the system's answers hold nothing that they would change.
        turns: the conversation of the control.
        control_failed: why there is no verdict at all; empty when the control passed.
        planted: the planted change that was found.
        asked: answers that came from the simulator, the others from the recording.
        runs: how many changed runs there were; other changes were known to give one of them, or the control.
        seconds: real time that all changes took, run or not.
    """

    probe: str
    reads: Reads = field(default_factory=Reads)
    judged: list[Judged] = field(default_factory=list)
    unmet: list[Mutant] = field(default_factory=list)
    turns: Sequence[Turn] = ()
    control_failed: str = ""
    planted: str = ""
    asked: int = 0
    runs: int = 0
    seconds: float = 0.0


Stopwatch = Callable[[], float]


def assess(project: Project, system: str, probe: Probe, stopwatch: Stopwatch) -> Assessment:
    """Run one probe against every change that concerns it.

    Args:
        project: where the simulator is found.
        system: its name.
        probe: what is run.
        stopwatch: real seconds, for the rate; not guarded while the probe runs.

    Raises:
        UsageError: the probe cannot be run.
    """
    result = Assessment(probe.name)
    with open_bench() as bench:
        recording = Recording(project, system, probe)
        try:
            result.reads, control = control_of(bench, recording, probe, project.roots[0])
            result.planted = find_planted(bench, recording, control)
        except InconclusiveError as error:
            result.control_failed = str(error)
            return result
        result.turns = control.turns
        made = mutants(recording.contract, result.reads, said_in(control.turns))
        started = stopwatch()
        runs = Runs(bench, recording, probe, control)
        for mutant in made:
            found = runs.of(mutant)
            if found is None:
                result.unmet.append(mutant)
            else:
                result.judged.append(Judged(mutant, judge(mutant, *found, control, probe)))
        result.asked, result.runs = recording.asked, runs.made
        result.seconds = stopwatch() - started
    return result


def control_of(bench: Bench, recording: Recording, probe: Probe, root: Path) -> tuple[Reads, Outcome]:
    """Run the probe unchanged three times, live, watched, and from the recording; return what it reads and writes.

    Raises:
        InconclusiveError: it fails, or two of the runs write something else.
    """
    live = bench.run(probe, recording)
    if live.error is not None:
        raise InconclusiveError(f"the control failed: {type(live.error).__name__}: {live.error}")
    reads, watched = bench.do(trace(probe, recording, root))
    replayed = bench.run(probe, recording)
    if not live.sinks == watched.sinks == replayed.sinks:
        raise InconclusiveError("the control is not repeatable: the same answers gave another output")
    return reads, replayed
