"""Checking the values of settings."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.zendesk.refusals import InvalidAttribute
from simulators.zendesk.settings import readers
from windtunnel.simulator import InvalidInput


@pytest.mark.parametrize(
    ("reader", "value", "held"),
    [
        (readers.words, "  Close it ", "Close it"),
        (readers.words, None, ""),
        (readers.flag, "true", True),
        (readers.flag, None, False),
        (readers.count, "7", 7),
        (readers.count, None, 0),
        (readers.numbers, ["7", 8], [7, 8]),
        (readers.mapping, None, None),
        (readers.filled_mapping, None, {}),
        (readers.conditions, None, {"all": [], "any": []}),
        (readers.conditions, {"all": [{"field": "status"}]}, {"all": [{"field": "status"}], "any": []}),
        (readers.entries("metric"), [{"metric": "reply", "other": 1}], [{"metric": "reply"}]),
        (readers.options, [{"name": "A", "value": "a"}], [{"name": "A", "raw_name": "A", "value": "a"}]),
    ],
)
def test_what_is_held(reader: Any, value: Any, held: Any) -> None:
    """Nulls become what records hold instead, and what is not known is dropped."""
    assert reader(value, "macro.title") == held


@pytest.mark.parametrize(
    ("reader", "value", "refusal"),
    [
        (readers.words, ["x"], InvalidAttribute),
        (readers.mapping, "x", InvalidAttribute),
        (readers.rules, ["x"], InvalidAttribute),
        (readers.rules, "x", InvalidAttribute),
        (readers.rules, [{"value": "open"}], InvalidInput),
        (readers.rules, [{"field": "status", "operator": 5}], InvalidInput),
        (readers.entries("metric"), ["x"], InvalidAttribute),
        (readers.options, [{"name": "A"}], InvalidInput),
        (readers.one_of("a", "b"), "c", InvalidInput),
    ],
)
def test_what_is_refused(reader: Any, value: Any, refusal: type[Exception]) -> None:
    """Wrong types are invalid attributes, wrong values invalid input."""
    with pytest.raises(refusal):
        reader(value, "macro.title")
