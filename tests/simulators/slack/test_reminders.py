"""Reminders."""

from __future__ import annotations

import pytest

from simulators.slack.refusals import Refused
from simulators.slack.reminders import due_at

from .desk import Desk

NOW = 1_767_603_600  # Monday 2026-01-05, nine o'clock
TOKEN = "user_token"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        (str(NOW + 100), NOW + 100),
        ("60", NOW + 60),
        ("in 15 minutes", NOW + 900),
        ("in an hour", NOW + 3600),
        ("in 2 weeks", NOW + 14 * 86_400),
        ("tomorrow", NOW + 86_400),
        ("tomorrow at 3:30pm", NOW + 86_400 + 6 * 3600 + 1800),
    ],
)
def test_times_are_understood(text: str, due: int) -> None:
    """Unix time, seconds within a day, and some English."""
    assert due_at(text, NOW) == due


@pytest.mark.parametrize("text", ["some day", str(NOW - 100), "in 9999 weeks", "9" * 20])
def test_other_times_are_not(text: str) -> None:
    """cannot_parse."""
    with pytest.raises(Refused, match="cannot_parse"):
        due_at(text, NOW)


def test_a_reminder_is_made_read_done_and_deleted(desk: Desk) -> None:
    """Of a user, with his token."""
    made = desk.ok("reminders.add", TOKEN, text="call", time="in 5 minutes")["reminder"]
    assert (made["creator"], made["recurring"], made["complete_ts"]) == ("U07WINDTNL1", False, 0)
    desk.ok("reminders.complete", TOKEN, reminder=made["id"])
    assert desk.ok("reminders.info", TOKEN, reminder=made["id"])["reminder"]["complete_ts"] > 0
    assert len(desk.ok("reminders.list", TOKEN)["reminders"]) == 1
    desk.ok("reminders.delete", TOKEN, reminder=made["id"])
    assert desk.error("reminders.delete", TOKEN, reminder=made["id"]) == "not_found"


def test_a_recurring_one_is_never_done(desk: Desk) -> None:
    """It has no time either."""
    made = desk.ok("reminders.add", TOKEN, text="call", time="every Thursday")["reminder"]
    assert (made["recurring"], "time" in made) == (True, False)
    assert desk.error("reminders.complete", TOKEN, reminder=made["id"]) == "cannot_complete_recurring"


@pytest.mark.parametrize(
    ("user", "code"),
    [
        ("U07WINDTNL2", "cannot_add_others"),
        ("U07WINDTNLB", "cannot_add_bot"),
        ("USLACKBOT", "cannot_add_slackbot"),
        ("U00000000", "user_not_found"),
    ],
)
def test_one_reminds_oneself(desk: Desk, user: str, code: str) -> None:
    """Nobody else."""
    assert desk.error("reminders.add", TOKEN, text="x", time="60", user=user) == code
