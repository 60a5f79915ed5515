"""An input that is gone through again, where its rows say which event they are."""

from __future__ import annotations

from windtunnel.kernel.errors import UsageError

from .inlets import NUMBER
from .model import Scenario
from .template import render
from .workload import Rows


def refuse_repeated_keys(scenario: Scenario, rows: Rows, count: int) -> None:
    """Refuse more events than the input has rows, where a row that comes again has a key that has been there.

    Two events of one key cannot be told apart, and whatever happened to both would count as having happened twice. An
    input may have a key in two of its rows: that is what it wants to see.

    Raises:
        UsageError: the input is too short; it names the key.
    """
    call, length = scenario.workload.call, len(rows.rows)
    if call is None or count <= length:
        return
    first: dict[str, int] = {}
    for number, row in enumerate(rows.take(count)):
        key = str(render(call.key, {**row, NUMBER: number}, "workload.call.key"))
        if first.setdefault(key, number) != number >= length:
            message = f"event {number + 1} of {count} would have the key {key!r} of event {first[key] + 1}"
            remedy = f"the input has {length} rows: ask for no more events, or give it more rows"
            raise UsageError(f"{message}; {remedy}", file=rows.file)
