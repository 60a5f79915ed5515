"""Options of simulators that draw on the workload, such as the examples an AI's brain knows."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from windtunnel.kernel.errors import UsageError

from .workload import Rows

REFERENCE = "from_workload"
LIMIT = 1500
SHARE = 0.7


def resolve(value: Any, rows: Rows, used: int, random: Random) -> Any:
    """Return ``value`` with every ``{from_workload: {...}}`` replaced by a sample of the input's rows.

    Its keys: ``fields`` maps names in the option to fields of the workload; ``share`` is the part of the rows that is
    sampled, so that the rest has not been seen before; ``limit`` bounds the sample; ``only_used`` samples only rows
    that will arrive.

    Args:
        value: the options.
        rows: the input.
        used: how many events will arrive.
        random: the stream to sample with.

    Raises:
        UsageError: the reference is malformed, or a row lacks a field that it names.
    """
    if isinstance(value, Mapping):
        if REFERENCE in value:
            return _sample(value[REFERENCE], rows, used, random)
        return {name: resolve(each, rows, used, random) for name, each in value.items()}
    return [resolve(each, rows, used, random) for each in value] if isinstance(value, list) else value


def _sample(reference: Any, rows: Rows, used: int, random: Random) -> list[dict[str, Any]]:
    fields = reference.get("fields") if isinstance(reference, Mapping) else None
    if not isinstance(fields, Mapping) or not fields:
        raise UsageError(f"{REFERENCE} needs fields: {{name: workload field}}")
    share, limit = float(reference.get("share", SHARE)), int(reference.get("limit", LIMIT))
    available = min(used, len(rows.rows)) if reference.get("only_used") else len(rows.rows)
    size = max(1, min(limit, int(available * share)))
    chosen = sorted(random.sample(range(available), size))
    return [{name: rows.value(index, field) for name, field in fields.items()} for index in chosen]
