"""Pages of lists."""

from __future__ import annotations

import pytest

from tests.simulators.openai.desk import Desk, error_of


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("limit=0", "limit", "integer_below_min_value"),
        ("limit=101", "limit", "integer_above_max_value"),
        ("limit=many", "limit", "invalid_type"),
        ("order=up", "order", "invalid_value"),
        ("after=chatcmpl-unknown", "after", "invalid_value"),
    ],
)
def test_wrong_arguments_are_refused(desk: Desk, query: str, param: str, code: str) -> None:
    """The argument is named."""
    error = error_of(desk.get(f"/chat/completions?{query}"))
    assert (error["param"], error["code"]) == (param, code)


def test_an_empty_list_has_null_ends(desk: Desk) -> None:
    """There is neither a first nor a last element."""
    assert desk.get("/files").json() == {
        "object": "list",
        "data": [],
        "first_id": None,
        "last_id": None,
        "has_more": False,
    }


def test_the_bounds_are_those_of_the_list(desk: Desk) -> None:
    """Files come ten thousand at a time, others a hundred."""
    assert desk.get("/files?limit=10000").status == 200
    assert desk.get("/batches?limit=100").status == 200
    assert desk.get("/batches?limit=10000").status == 400


def test_a_deleted_cursor_is_refused(desk: Desk) -> None:
    """Paging on from an element that is gone is told, not guessed."""
    sent = [desk.form("/files", purpose="evals", file=("a", b"a")).json()["id"] for _ in range(2)]
    desk.delete(f"/files/{sent[0]}")
    assert error_of(desk.get(f"/files?after={sent[0]}"))["param"] == "after"
