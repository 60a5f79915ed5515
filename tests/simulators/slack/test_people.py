"""Members of the workspace."""

from __future__ import annotations

import pytest

from simulators.slack.refusals import Refused

from .desk import Desk


def test_a_member_is_found_by_id_handle_or_address(desk: Desk) -> None:
    """Whatever a row of a workload says."""
    people = desk.workspace.people
    for text in ("U07WINDTNL2", "bruno", "@bruno", "BRUNO@windtunnel.test"):
        assert people.find(text)["id"] == "U07WINDTNL2"
    assert people.find("nobody") is None


def test_humans_are_neither_bots_nor_slackbot(desk: Desk) -> None:
    """In the order of joining."""
    assert [each["name"] for each in desk.workspace.people.humans()][:2] == ["ada", "bruno"]
    assert len(desk.workspace.people.humans()) == 7


def test_a_change_is_dated(desk: Desk) -> None:
    """updated moves."""
    desk.clock.advance(100)
    record = desk.workspace.people.update("U07WINDTNL2", {"real_name": "B"})
    assert record["updated"] == int(desk.clock.now())


def test_nobody_is_refused_with_the_methods_code(desk: Desk) -> None:
    """user_not_found unless the method has another."""
    with pytest.raises(Refused, match="user_not_found"):
        desk.workspace.people.require(None)
    with pytest.raises(Refused, match="users_not_found"):
        desk.workspace.people.require("U0", "users_not_found")
    assert desk.workspace.people.name_of("U0") == "U0"
