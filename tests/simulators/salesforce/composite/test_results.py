"""Results of many records."""

from __future__ import annotations

import pytest

from simulators.salesforce.composite.results import Result, save_each, success
from simulators.salesforce.errors import refusal

from ..tenant import Tenant


def save(number: int) -> Result:
    """Save even numbers alone."""
    if number % 2:
        raise refusal("ODD", "odd", "Number")
    return success(f"id{number}")


def test_each_stands_for_itself(tenant: Tenant) -> None:
    """In order."""
    results = save_each(tenant.org, [0, 1, 2], save, all_or_none=False)
    assert [result["success"] for result in results] == [True, False, True]
    assert results[1]["errors"] == [{"statusCode": "ODD", "message": "odd", "fields": ["Number"]}]


def test_all_or_none_names_what_was_rolled_back(tenant: Tenant) -> None:
    """The faulty ones keep their errors."""
    results = save_each(tenant.org, [0, 1], save, all_or_none=True)
    assert [result["errors"][0]["statusCode"] for result in results] == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "ODD",
    ]
    assert save_each(tenant.org, [0, 2], save, all_or_none=True) == [success("id0"), success("id2")]


def test_a_crash_leaves_nothing_behind(tenant: Tenant) -> None:
    """A transaction ends with its block, whatever ends it."""

    def crash(number: int) -> Result:
        tenant.org.store["Account"].put("x", {"Id": "x"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_each(tenant.org, [1], crash, all_or_none=True)
    assert "x" not in tenant.org.store["Account"]
    assert tenant.effects == []
