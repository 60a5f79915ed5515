"""The drift score of one probe: control, planted change, and every change that concerns it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.contract.drift.bodies import read_answer
from windtunnel.kernel.errors import InconclusiveError

from .bench import Bench, open_bench
from .judging import Judgement
from .mutants import Mutant, mutants
from .planted import find_planted
from .probes import Probe
from .reads import Reads
from .recording import Recording, Turn
from .replayer import Outcome
from .requests_made import said_in
from .runs import Change, Runs
from .shares import balanced, can_share, in_shares
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
        contract: of the system.
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
    contract: Contract | None = None


Stopwatch = Callable[[], float]
SHARED_MIN = 60
"""Fewer changes than this are judged before another process has begun."""
_Share = tuple[Mapping[int, Judgement], int, int]
"""Verdicts by position, answers asked of the simulator, runs."""


def assess(project: Project, system: str, probe: Probe, stopwatch: Stopwatch, jobs: int = 1) -> Assessment:
    """Run one probe against every change that concerns it.

    Args:
        project: where the simulator is found.
        system: its name.
        probe: what is run.
        stopwatch: real seconds, for the rate; not guarded while the probe runs.
        jobs: processes that judge changes at once.

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
        result.turns, result.contract = control.turns, recording.contract
        made = mutants(recording.contract, result.reads, said_in(control.turns))
        started = stopwatch()
        _judge(made, Runs(bench, recording, probe, control), result, jobs)
        result.seconds = stopwatch() - started
    return result


def _judge(made: Sequence[Mutant], runs: Runs, result: Assessment, jobs: int) -> None:
    """Judge every change, those that begin alike in one process, and keep the order in which they were made."""
    found = ((position, runs.first_change(mutant)) for position, mutant in enumerate(made))
    changes = {position: change for position, change in found if change is not None}
    groups: dict[Change, list[int]] = {}
    for position, change in changes.items():
        groups.setdefault(change, []).append(position)
    alone = jobs < 2 or len(made) < SHARED_MIN or not can_share()
    shares = balanced(list(groups.values()), 1 if alone else jobs)

    def work(positions: Sequence[int]) -> _Share:
        judged = {position: runs.judged(made[position], changes[position]) for position in positions}
        return judged, runs.asked, runs.made

    done = in_shares(work, shares)
    judgements = {position: each for judged, _, _ in done for position, each in judged.items()}
    for position, mutant in enumerate(made):
        if position in judgements:
            result.judged.append(Judged(mutant, judgements[position]))
        else:
            result.unmet.append(mutant)
    result.asked = done[0][1] + sum(asked - runs.asked_before for _, asked, _ in done[1:])
    result.runs = sum(made for _, _, made in done)


def control_of(bench: Bench, recording: Recording, probe: Probe, root: Path) -> tuple[Reads, Outcome]:
    """Run the probe unchanged three times, live, watched, and from the recording; return what it reads and writes.

    Raises:
        InconclusiveError: it fails, two of the runs write something else, or nothing is seen to be read of JSON.
    """
    live = bench.run(probe, recording)
    if live.error is not None:
        raise InconclusiveError(f"the control failed: {type(live.error).__name__}: {live.error}")
    reads, watched = bench.do(trace(probe, recording, root))
    replayed = bench.run(probe, recording)
    if not live.sinks == watched.sinks == replayed.sinks:
        raise InconclusiveError("the control is not repeatable: the same answers gave another output")
    if not any(read.where == "body" for read in reads) and any(map(_holds_object, replayed.turns)):
        raise InconclusiveError("nothing was seen to be read of answers that hold JSON: no field could be changed")
    return reads, replayed


def _holds_object(turn: Turn) -> bool:
    body = read_answer(turn.response)
    return isinstance(body, dict) and bool(body)
