"""The drift score as data: one document for the terminal, for JSON and for whoever gates on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from windtunnel.contract.drift import DriftClass

from .assessment import Assessment, Judged
from .judging import Verdict
from .waivers import Waiver

ExitCode = Literal[0, 1, 3]
OK: ExitCode = 0
FINDINGS: ExitCode = 1
INCONCLUSIVE: ExitCode = 3


class Part(BaseModel):
    """Base of everything in the document."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


class FieldRead(Part):
    """A field, or a header, that the adapter reads, with the lines that read it.

    ``seen`` is false where no answer of the run held it: nothing was changed there.
    """

    operation: str
    where: Literal["body", "header"]
    path: str
    lines: tuple[str, ...]
    seen: bool


class Result(Part):
    """One change and what the adapter made of it.

    ``finding`` is true for what must not stay: silent, crash, and an alarm where nothing is wrong. ``waived`` gives the
    reason where a waiver says that it may. ``followed``: legal data was passed on.
    """

    id: str
    operation: str
    place: str
    operator: str
    drift_class: DriftClass
    options: dict[str, Any]
    verdict: Verdict
    reason: str
    followed: bool
    finding: bool
    waived: str | None
    lines: tuple[str, ...]


class Unmet(Part):
    """A change that would have changed nothing in the answers of this run."""

    id: str
    operation: str
    place: str
    operator: str


class ProbeScore(Part):
    """What was found out with one probe. ``runs`` is smaller than the number of results: some share a run."""

    probe: str
    control: Literal["passed", "failed"]
    control_reason: str
    planted: str
    reads: tuple[FieldRead, ...]
    results: tuple[Result, ...]
    unmet: tuple[Unmet, ...]
    answers_from_simulator: int
    runs: int
    seconds: float

    def counts(self) -> Mapping[Verdict, int]:
        """Return how often each verdict was given; waived results count as what they are."""
        return Counter(result.verdict for result in self.results)

    @property
    def findings(self) -> Sequence[Result]:
        """What must not stay."""
        return [result for result in self.results if result.finding and result.waived is None]


class SystemScore(Part):
    """The score of the adapters of one system."""

    system: str
    probes: tuple[ProbeScore, ...]
    unused_waivers: tuple[str, ...]


class DriftScore(Part):
    """The document that ``windtunnel drift --json`` prints."""

    format: Literal[1] = 1
    systems: tuple[SystemScore, ...]
    exit_code: ExitCode = Field(description="0 ok, 1 findings, 3 control failed or a change was never met")


def system_score(system: str, assessments: Sequence[Assessment], waivers: Sequence[Waiver]) -> SystemScore:
    """Return the score of one system."""
    used: set[Waiver] = set()
    probes = tuple(_probe(system, each, waivers, used) for each in assessments)
    unused = [each for each in waivers if each.system == system and each not in used]
    named = tuple(f"{each.operation} {', '.join(each.places)}: {', '.join(each.operators)}" for each in unused)
    return SystemScore(system=system, probes=probes, unused_waivers=named)


def drift_score(systems: Sequence[SystemScore]) -> DriftScore:
    """Return the whole document; for its exit code a failed control outweighs findings, and these what was not met."""
    probes = [probe for system in systems for probe in system.probes]
    if not probes or any(probe.control == "failed" for probe in probes):
        code = INCONCLUSIVE
    elif any(probe.findings for probe in probes):
        code = FINDINGS
    else:
        code = INCONCLUSIVE if any(probe.counts()[Verdict.INCONCLUSIVE] for probe in probes) else OK
    return DriftScore(systems=tuple(systems), exit_code=code)


def document_schema() -> Mapping[str, Any]:
    """Return the JSON schema of the document."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **DriftScore.model_json_schema()}


def _probe(system: str, found: Assessment, waivers: Sequence[Waiver], used: set[Waiver]) -> ProbeScore:
    reads = tuple(
        FieldRead(
            operation=read.operation,
            where=read.where,
            path=read.path,
            lines=tuple(map(str, read.lines)),
            seen=bool(read.examples),
        )
        for read in found.reads
    )
    return ProbeScore(
        probe=found.probe,
        control="failed" if found.control_failed else "passed",
        control_reason=found.control_failed,
        planted=found.planted,
        reads=reads,
        results=tuple(_result(system, judged, waivers, used) for judged in found.judged),
        unmet=tuple(
            Unmet(id=each.id, operation=each.operation, place=each.place, operator=each.operator)
            for each in found.unmet
        ),
        answers_from_simulator=found.asked,
        runs=found.runs,
        seconds=round(found.seconds, 3),
    )


def _result(system: str, judged: Judged, waivers: Sequence[Waiver], used: set[Waiver]) -> Result:
    mutant, judgement = judged.mutant, judged.judgement
    waiver = next((each for each in waivers if judgement.is_finding and each.covers(system, mutant)), None)
    if waiver is not None:
        used.add(waiver)
    return Result(
        id=mutant.id,
        operation=mutant.operation,
        place=mutant.place,
        operator=mutant.operator,
        drift_class=mutant.description.drift_class,
        options=options_of(judged),
        verdict=judgement.verdict,
        reason=judgement.reason,
        followed=judgement.followed,
        finding=judgement.is_finding,
        waived=None if waiver is None else waiver.reason,
        lines=tuple(map(str, mutant.lines)),
    )


def options_of(judged: Judged) -> dict[str, Any]:
    """Return the options of a change that are its own, as data."""
    description = judged.mutant.description
    own = set(type(description).model_fields) - {"on", "operator", "operations", "from_", "for_", "every", "at"}
    return description.model_dump(mode="json", include=own & description.model_fields_set)
