"""The terminal table: conditions by invariants, verdict first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.table import Table
from rich.text import Text

from windtunnel.scenario.result import ConditionResult, InvariantResult, RehearsalResult, ScenarioResult
from windtunnel.scenario.verdict import Verdict

from .console import open_console

STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.INCONCLUSIVE: "yellow"}
MARKS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INCONCLUSIVE: "·"}
LEGEND = "✓ held   ✗ violated   · not put to the test"


def print_table(result: RehearsalResult, files: Mapping[str, Path]) -> None:
    """Print the whole result; nothing but text when the output is piped."""
    console = open_console()
    console.print(_headline(result))
    for scenario in result.scenarios:
        console.print()
        console.print(Text.assemble((scenario.name, "bold"), f"  {scenario.pattern}  ", _verdict(scenario.verdict)))
        console.print(_table(scenario))
        for line in _explanations(scenario):
            console.print(line)
    for each in result.left_out:
        console.print(Text(f"  - {each.scenario} / {each.condition} was left out: {each.reason}", "dim"))
    console.print(LEGEND, style="dim")
    console.print(f"report: {files['html']}   json: {files['json']}   junit: {files['junit']}", style="dim")


def _headline(result: RehearsalResult) -> Text:
    cells = [condition for scenario in result.scenarios for condition in scenario.conditions]
    passed = sum(1 for condition in cells if condition.verdict is Verdict.PASS)
    tail = f"  {passed} of {len(cells)} conditions pass, seed {result.seed}"
    return Text.assemble(_verdict(result.verdict), tail)


def _verdict(verdict: Verdict) -> tuple[str, str]:
    return verdict.value, STYLES[verdict]


def _table(scenario: ScenarioResult) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column("condition", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for invariant in scenario.conditions[0].invariants:
        table.add_column(invariant.id, justify="center", no_wrap=True)
    table.add_column("slo", justify="center")
    table.add_column("arrived", justify="right")
    table.add_column("faults met", justify="right")
    for condition in scenario.conditions:
        table.add_row(*_row(condition))
    return table


def _row(condition: ConditionResult) -> Iterator[Text | str]:
    yield condition.name
    yield Text(*_verdict(condition.verdict))
    for invariant in condition.invariants:
        yield _cell(invariant)
    yield _slo(condition)
    yield str(condition.arrived)
    yield str(sum(fault.observed for fault in condition.faults)) if condition.faults else ""


def _cell(invariant: InvariantResult) -> Text:
    return Text(MARKS[invariant.verdict], STYLES[invariant.verdict])


def _slo(condition: ConditionResult) -> Text:
    applied = [threshold for threshold in condition.slo if threshold.applies]
    if not applied:
        return Text("")
    failed = [threshold for threshold in applied if not threshold.ok]
    verdict = Verdict.FAIL if failed else Verdict.PASS
    return Text(MARKS[verdict], STYLES[verdict])


def _explanations(scenario: ScenarioResult) -> Iterator[Text]:
    for reason in scenario.reasons:
        yield Text(f"  ? {reason}", "yellow")
    for condition in scenario.conditions:
        for reason in condition.reasons:
            yield Text(f"  ? {condition.name}: {reason}", "yellow")
        yield from _failures(condition)


def _failures(condition: ConditionResult) -> Iterator[Text]:
    for invariant in condition.invariants:
        for violation in invariant.violations[:3]:
            yield Text(f"  ✗ {condition.name}: {invariant.id} {invariant.name}: {violation.message}", "red")
    for threshold in condition.slo:
        if not threshold.ok:
            measured = "no samples" if threshold.value is None else f"{threshold.value:.3g}"
            yield Text(f"  ✗ {condition.name}: {threshold.threshold}: {measured}", "red")
    if condition.verdict is not Verdict.PASS and condition.replay:
        yield Text(f"    {condition.replay}", "dim")
