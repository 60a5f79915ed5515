"""Drift: what the adapters of a system make of changes that nobody announced. The finding is at the adapter's line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from windtunnel.kernel.errors import FileError

from ..assessment import assess
from ..configuration import FILE
from ..delivery_assessment import assess_deliveries
from ..findings import CheckResult, Finding, Level, Proof, distinct
from ..judging import Verdict
from ..probes import probes_of
from ..receivers import receivers_of
from ..score import ProbeScore, Result, system_score
from ..shares import cores
from ..waivers import waivers_of
from .context import Context

NAME = "drift"
STOPWATCH = partial(perf_counter)  # bound here: inside a run the process is shown virtual time
LEVELS = {Verdict.SILENT: Level.ERR, Verdict.CRASH: Level.WARN}


def check(context: Context) -> CheckResult | None:
    """Score the adapters that read a system; nothing where drift is not configured.

    Raises:
        UsageError: the project's probes or waivers are wrong, or the system has no probes.
    """
    if not context.table.drift:
        return None
    probes = probes_of(context.project).get(context.system, ())
    receivers = receivers_of(context.project).get(context.system, ())
    if not probes and not receivers:
        raise FileError(
            "the project has no probes of this system", file=context.root / FILE, place=f"{context.at}.drift"
        )
    assessments = [
        *(assess(context.project, context.system, probe, STOPWATCH, cores()) for probe in probes),
        *(assess_deliveries(context.project, context.system, each, STOPWATCH) for each in receivers),
    ]
    score = system_score(context.system, assessments, waivers_of(context.project))
    inconclusive = [each for probe in score.probes for each in probe.results if each.verdict is Verdict.INCONCLUSIVE]
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=sum(len(probe.results) for probe in score.probes),
        unit="changes",
        control=_proof(probe.control == "passed" for probe in score.probes),
        planted=_proof(bool(probe.planted) for probe in score.probes if probe.control == "passed"),
        findings=distinct(finding for probe in score.probes for finding in _findings(context, probe)),
        reasons=_reasons(score.probes, inconclusive),
        notes=tuple(f"a waiver covers nothing any more: {each}" for each in score.unused_waivers),
    )


def _proof(passed: Iterator[bool]) -> Proof:
    seen = list(passed)
    if not seen:
        return Proof.NOT_RUN
    return Proof.PASSED if all(seen) else Proof.FAILED


def _reasons(probes: tuple[ProbeScore, ...], inconclusive: list[Result]) -> tuple[str, ...]:
    controls = [f"{probe.probe}: {probe.control_reason}" for probe in probes if probe.control_reason]
    if inconclusive:
        first = inconclusive[0]
        which = f"the first {first.operator} at {first.place}: {first.reason}"
        controls.append(f"{len(inconclusive)} changes led to no verdict, {which}")
    return tuple(controls)


def _findings(context: Context, probe: ProbeScore) -> Iterator[Finding]:
    for result in probe.results:
        if result.finding and result.waived is None:
            file, _, line = (result.lines[0] if result.lines else "").rpartition(":")
            yield context.finding(
                NAME,
                result.operator,
                LEVELS.get(result.verdict, Level.WARN),
                f"{result.verdict} in {probe.probe}: {result.reason}",
                operation=result.operation,
                place=f"{probe.probe} {result.place}",
                file=file,
                line=int(line) if line.isdecimal() else 0,
            )
