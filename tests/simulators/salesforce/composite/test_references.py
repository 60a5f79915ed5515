"""References between subrequests."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.composite.references import references_in, substituted, substituted_text
from simulators.salesforce.errors import Refused

ANSWERS: dict[str, Any] = {
    "a": {"id": "001", "n": 3, "flag": True, "none": None},
    "q": {"records": [{"Id": "003"}]},
    "l": [{"id": "x"}],
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("@{a.id}", "001"),
        ("@{a.n}", 3),
        ("n=@{a.n}&f=@{a.flag}&z=@{a.none}", "n=3&f=true&z=null"),
        ("@{q.records[0].Id}", "003"),
        ("@{l[0].id}", "x"),
        (
            {"deep": ["@{a.id}", {"x": "@{a.flag}"}], "@{a.id}": 1},
            {"deep": ["001", {"x": True}], "@{a.id}": 1},
        ),
        ("no @reference {here}", "no @reference {here}"),
    ],
)
def test_values_of_earlier_answers_are_put_in(content: Any, expected: Any) -> None:
    """Whole values keep their type, parts are written out."""
    assert substituted(content, ANSWERS) == expected


@pytest.mark.parametrize("reference", ["b.id", "a.ID", "a.id.x", "q.records[1].Id", "q[0]", "a"])
def test_a_reference_that_leads_nowhere_halts(reference: str) -> None:
    """Names regard case; only ``a`` alone is a whole answer."""
    if reference == "a":
        assert substituted("@{a}", ANSWERS) == ANSWERS["a"]
        return
    with pytest.raises(Refused) as halted:
        substituted_text(f"/x/@{{{reference}}}", ANSWERS)
    name = reference.partition(".")[0].partition("[")[0]
    assert halted.value.code == "PROCESSING_HALTED"
    assert halted.value.message == f"Invalid reference specified. No value for {reference} found in {name}"


def test_references_are_found_anywhere() -> None:
    """In texts, lists and objects."""
    assert list(references_in(["@{a.id}", {"x": "y@{b[0].id}"}, 5])) == ["a", "b"]


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.text(max_size=20) | st.integers(),
        lambda inner: st.lists(inner, max_size=3),
        max_leaves=8,
    )
)
def test_anything_is_substituted_or_halted(content: Any) -> None:
    """Nothing else ever happens."""
    with contextlib.suppress(Refused):
        substituted(content, ANSWERS)
