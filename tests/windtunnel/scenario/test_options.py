"""Options that draw on the workload."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.options import resolve
from windtunnel.scenario.workload import Rows

ROWS = Rows(Path("a.csv"), "", tuple({"text": f"t{n}", "label": "x"} for n in range(100)))


def sample(**terms: object) -> list[dict[str, str]]:
    """Resolve a reference with the given terms."""
    reference = {"examples": {"from_workload": {"fields": {"t": "text"}, **terms}}}
    found: list[dict[str, str]] = resolve(reference, ROWS, 10, Random(1))["examples"]
    return found


def test_a_share_of_the_rows_is_sampled_with_the_fields_renamed() -> None:
    """Each row once, in the input's order."""
    found = sample(share=0.5)
    assert len(found) == 50
    assert found == sorted(found, key=lambda row: int(row["t"][1:]))


def test_limit_and_only_used_bound_the_sample() -> None:
    """By number, and by what will arrive."""
    assert len(sample(share=1.0, limit=7)) == 7
    assert {row["t"] for row in sample(share=1.0, only_used=True)} == {f"t{n}" for n in range(10)}


def test_everything_else_stays_as_it_is() -> None:
    """Nested values too."""
    assert resolve({"a": [1, {"b": None}]}, ROWS, 1, Random(1)) == {"a": [1, {"b": None}]}


def test_a_reference_without_fields_is_refused() -> None:
    """With what is missing."""
    with pytest.raises(UsageError, match="needs fields"):
        resolve({"from_workload": {}}, ROWS, 1, Random(1))


def test_a_row_without_the_field_is_named() -> None:
    """Rows of JSON Lines need not be alike; the message says which field was meant, perhaps."""
    rows = Rows(Path("a.jsonl"), "", ({"text": "a"}, {"texts": "b"}))
    with pytest.raises(UsageError, match=r"a.jsonl: row 2 has no field 'text'; did you mean 'texts'\?"):
        resolve({"from_workload": {"fields": {"t": "text"}, "share": 1.0}}, rows, 2, Random(1))
