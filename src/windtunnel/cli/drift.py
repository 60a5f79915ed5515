"""``windtunnel drift``: the drift score of a project's adapters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

from rich.table import Table

from windtunnel.content.project import Project
from windtunnel.gate.assessment import assess
from windtunnel.gate.delivery_assessment import assess_deliveries
from windtunnel.gate.exports import write_exports
from windtunnel.gate.judging import Verdict
from windtunnel.gate.probes import choose, probes_of
from windtunnel.gate.pytest_file import write_pytest_file
from windtunnel.gate.receivers import receivers_of
from windtunnel.gate.score import DriftScore, ProbeScore, Result, SystemScore, drift_score, system_score
from windtunnel.gate.shares import cores
from windtunnel.gate.waivers import waivers_of
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.report.console import open_console

from .projects import open_project

SCORE_FILE = "drift.json"
TESTS_FOLDER = "tests"
STOPWATCH = partial(perf_counter)  # bound here: inside a run the process is shown virtual time
MEANING = {0: "ok", 1: "findings", 3: "inconclusive"}


@dataclass(frozen=True)
class DriftRequest:
    """What was asked for on the command line."""

    system: str | None
    probe: str | None
    out: Path
    as_json: bool
    project: Path | None
    jobs: int | None = None


def drift(request: DriftRequest) -> int:
    """Score and print; return the exit code of the score.

    Raises:
        UsageError: the project, its probes or its waivers are wrong.
    """
    project = open_project(request.project)
    probes, receivers = probes_of(project), receivers_of(project)
    systems = choose({**dict.fromkeys(receivers, ()), **probes}, request.system)
    waivers, scores = waivers_of(project), list[SystemScore]()
    for system in systems:
        asking = [each for each in probes.get(system, ()) if request.probe in (None, each.name)]
        told = [each for each in receivers.get(system, ()) if request.probe in (None, each.name)]
        assessments = [assess(project, system, each, STOPWATCH, request.jobs or cores()) for each in asking]
        delivered = [assess_deliveries(project, system, each, STOPWATCH) for each in told]
        if assessments or delivered:
            scores.append(system_score(system, [*assessments, *delivered], waivers))
        if assessments:
            write_exports(request.out, system, assessments)
    if request.probe is not None and not scores:
        known = {each.name for group in (probes, receivers) for found in group.values() for each in found}
        raise UnknownNameError("probe", request.probe, known, place="--probe")
    score = drift_score(scores)
    files = _write(request.out, project, score)
    if request.as_json:
        print(score.model_dump_json(indent=2))
    else:
        _print(score, files, request.out)
    return score.exit_code


def _write(out: Path, project: Project, score: DriftScore) -> dict[str, Path]:
    """Write the score, and a test for each finding; return the tests by the ids of their changes."""
    out.mkdir(parents=True, exist_ok=True)
    (out / SCORE_FILE).write_text(score.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for old in (out / TESTS_FOLDER).glob("test_drift_*.py"):
        old.unlink()
    return {
        f"{probe.probe}/{result.id}": write_pytest_file(
            out / TESTS_FOLDER, project.roots[0], system.system, probe.probe, result
        )
        for system in score.systems
        for probe in system.probes
        for result in probe.findings
    }


def _print(score: DriftScore, files: dict[str, Path], out: Path) -> None:
    console = open_console(soft_wrap=True)
    for system in score.systems:
        for probe in system.probes:
            console.print(f"\n{system.system} {probe.probe}", style="bold", markup=False)
            for line in _lines_of_control(probe):
                console.print(line, markup=False)
            if probe.results:
                console.print(_table(probe))
            for result in probe.findings:
                for line in _lines(result, files.get(f"{probe.probe}/{result.id}")):
                    console.print(line, markup=False)
        for waiver in system.unused_waivers:
            console.print(f"waives nothing any more: {system.system} {waiver}", markup=False)
    console.print(f"\n{_summary(score)}", markup=False)
    console.print(f"written to {out}", markup=False)


def _lines_of_control(probe: ProbeScore) -> Iterator[str]:
    if probe.control == "failed":
        yield f"  no verdict: {probe.control_reason}"
        return
    yield f"  control passed; planted change found ({probe.planted})"
    yield f"  {_pace([probe])}; {len(probe.unmet)} more would change nothing in these answers"


def _table(probe: ProbeScore) -> Table:
    table = Table(box=None, pad_edge=True)
    table.add_column("operation")
    table.add_column("class")
    for verdict in Verdict:
        table.add_column(verdict.value, justify="right")
    table.add_column("waived", justify="right")
    cells = Counter((each.operation, each.drift_class.value, each.verdict) for each in probe.results)
    waived = Counter((each.operation, each.drift_class.value) for each in probe.results if each.waived is not None)
    for operation, drift_class in dict.fromkeys((each.operation, each.drift_class.value) for each in probe.results):
        counts = [str(cells[operation, drift_class, verdict] or "") for verdict in Verdict]
        table.add_row(operation, drift_class, *counts, str(waived[operation, drift_class] or ""))
    return table


def _lines(result: Result, file: Path | None) -> Iterator[str]:
    options = ", ".join(f"{name}={value}" for name, value in result.options.items())
    changed = f"{result.operator} ({options})" if options else result.operator
    verdict = "alarm where nothing is wrong" if result.verdict is Verdict.LOUD else result.verdict.value
    yield f"  {verdict}: {changed} at {result.operation} {result.place}".rstrip()
    yield f"      {result.reason}"
    if result.lines:
        yield f"      read at {', '.join(result.lines)}"
    if file is not None:
        yield f"      pytest {file}"


def _summary(score: DriftScore) -> str:
    probes = [probe for system in score.systems for probe in system.probes]
    counts: Counter[Verdict] = Counter()
    for probe in probes:
        counts.update(probe.counts())
    found = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    waived = sum(result.waived is not None for probe in probes for result in probe.results)
    return f"{MEANING[score.exit_code]}: {found}; {waived} waived; {_pace(probes)}"


def _pace(probes: Sequence[ProbeScore]) -> str:
    """Return how many changes were judged, in how many runs, and how many a second."""
    judged, runs = sum(len(probe.results) for probe in probes), sum(probe.runs for probe in probes)
    seconds = sum(probe.seconds for probe in probes)
    return f"{judged} changes judged in {runs} runs" + (f", {judged / seconds:,.0f} a second" if seconds else "")
