"""The progress bar while conditions run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from windtunnel.scenario.rehearsal import Progress as Report
from windtunnel.scenario.result import ConditionResult


@contextlib.contextmanager
def show_progress(*, visible: bool, console: Console | None = None) -> Iterator[Report]:
    """Show a bar (on standard error) while the block runs, and yield the callback that moves it."""
    shown = console or Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=shown, transient=True, disable=not visible) as progress:
        task = progress.add_task("rehearsing", total=0)

        def report(scenario: str, condition: str, result: ConditionResult | None) -> None:
            if result is None:
                progress.update(task, total=(progress.tasks[0].total or 0) + 1)
            else:
                progress.update(task, advance=1, description=f"{scenario} {condition}: {result.verdict.value}")

        yield report
