"""Reading what callers send."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.zendesk import bodies
from simulators.zendesk.refusals import InvalidAttribute

from .desk import Desk


@pytest.mark.parametrize(("given", "read"), [(None, None), ("", None), (5, 5), ("5", 5), ("-1", -1)])
def test_whole_numbers_may_be_text(given: Any, read: int | None) -> None:
    """Digits are numbers, nothing is null."""
    assert bodies.integer(given, "x") == read


@pytest.mark.parametrize("given", [True, 1.5, "five", [], {}])
def test_what_is_no_number_is_refused(given: Any) -> None:
    """The refusal names the attribute."""
    with pytest.raises(InvalidAttribute, match="x must be an integer"):
        bodies.integer(given, "x")


def test_truth_may_be_text() -> None:
    """``true`` and ``1`` are true, others are refused."""
    assert (bodies.truth("true", "x"), bodies.truth(0, "x"), bodies.truth(None, "x")) == (True, False, None)
    with pytest.raises(InvalidAttribute):
        bodies.truth("perhaps", "x")


def test_a_body_without_its_root_is_refused(desk: Desk) -> None:
    """The titled envelope says what is missing, and where."""
    for body in ({}, {"ticket": "x"}, {"ticket": None}):
        answer = desk.post("/tickets.json", body, 400)
        assert answer["error"]["message"].endswith("ticket must be a hash from api/v2/tickets/create")


def test_a_body_that_is_no_json_is_refused(desk: Desk) -> None:
    """Broken JSON answers 422, JSON under another content type counts as no body."""
    assert desk.post("/tickets.json", None, 422, raw=b"{")["message"] == "Server could not parse JSON"
    assert desk.post("/tickets.json", None, 400, raw=b"[]")["error"]["title"] == "Invalid attribute"
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert desk.post("/tickets.json", None, 400, raw=b"{}", headers=form)["error"]["title"] == "Invalid attribute"


def test_ids_are_read_from_the_query(desk: Desk) -> None:
    """Repeated ids count once, what is no number is refused."""
    desk.ticket()
    assert [ticket["id"] for ticket in desk.get("/tickets/show_many.json?ids=1,1,7")["tickets"]] == [1]
    assert desk.get("/tickets/show_many.json?ids=1,x", 400)["error"]["title"] == "Invalid attribute"
