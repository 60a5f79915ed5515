"""reminders.*: of a user, for a user token."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .envelope import ok
from .refusals import Refused
from .workspace import workspace_of

COLLECTION = "reminders"
DAY_SECONDS = 86_400
YEARS_MAX = 5
MORNING_HOUR = 9
IN_A_WHILE = re.compile(r"in (\d{1,4}|an?) (second|minute|hour|day|week)s?")
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": DAY_SECONDS, "week": 7 * DAY_SECONDS}
TOMORROW = re.compile(r"tomorrow(?: at (\d{1,2})(?::(\d\d))? ?(am|pm)?)?")
RECURRING = re.compile(r"every (?:day|weekday|week|month|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b.*")
operations = Operations()


@operations.bind("reminders_add")
def add(call: Call) -> Response:
    """Make a reminder."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    text, when = arguments.required("text"), arguments.required("time").strip().lower()
    user = arguments.text("user") or call.caller.id
    _check_user(call, user)
    facts = {"creator": call.caller.id, "user": user, "text": text}
    record: dict[str, Any] = {
        "id": workspace.new_id("Rm"),
        **facts,
        "recurring": bool(RECURRING.fullmatch(when)),
    }
    if not record["recurring"]:
        record |= {"time": due_at(when, workspace.now()), "complete_ts": 0}
    return ok(call, reminder=workspace.store[COLLECTION].put(record["id"], record))


@operations.bind("reminders_complete")
def complete(call: Call) -> Response:
    """Mark a reminder as done."""
    workspace = workspace_of(call)
    record = _own(call, arguments_of(call))
    if record["recurring"]:
        raise Refused("cannot_complete_recurring")
    workspace.store[COLLECTION].update(record["id"], {"complete_ts": workspace.now()})
    return ok(call)


@operations.bind("reminders_delete")
def delete(call: Call) -> Response:
    """Forget a reminder."""
    record = _own(call, arguments_of(call))
    workspace_of(call).store[COLLECTION].remove(record["id"])
    return ok(call)


@operations.bind("reminders_info")
def info(call: Call) -> Response:
    """Read a reminder."""
    return ok(call, reminder=_own(call, arguments_of(call)))


@operations.bind("reminders_list")
def list_reminders(call: Call) -> Response:
    """List the reminders that the caller made or has."""
    records = [each for each in workspace_of(call).store[COLLECTION] if _is_own(call, each)]
    return ok(call, reminders=records)


def due_at(text: str, now: int) -> int:
    """Return when a reminder is due.

    Args:
        text: Unix time, seconds from now within a day, or one of a few English phrases.
        now: Unix time.

    Raises:
        Refused: ``cannot_parse``: none of these, in the past, or more than five years ahead.
    """
    if text.isdecimal() and len(text) < 12:
        due = int(text) + now if int(text) <= DAY_SECONDS else int(text)
    else:
        due = _of_words(text, now)
    if not now <= due <= now + YEARS_MAX * 366 * DAY_SECONDS:
        raise Refused("cannot_parse")
    return due


def _of_words(text: str, now: int) -> int:
    while_from_now = IN_A_WHILE.fullmatch(text)
    if while_from_now is not None:
        count = int(while_from_now[1]) if while_from_now[1].isdecimal() else 1
        return now + count * UNITS[while_from_now[2]]
    tomorrow = TOMORROW.fullmatch(text)
    if tomorrow is None:
        raise Refused("cannot_parse")
    hour = int(tomorrow[1] or MORNING_HOUR) % 24
    hour += 12 if tomorrow[3] == "pm" and hour < 12 else 0
    day = datetime.fromtimestamp(now, UTC) + timedelta(days=1)
    return int(day.replace(hour=hour, minute=int(tomorrow[2] or 0) % 60, second=0).timestamp())


def _check_user(call: Call, user_id: str) -> None:
    user = workspace_of(call).people.require(user_id)
    if user_id == "USLACKBOT":
        raise Refused("cannot_add_slackbot")
    if user["is_bot"]:
        raise Refused("cannot_add_bot")
    if user_id != call.caller.id:
        raise Refused("cannot_add_others")


def _own(call: Call, arguments: Arguments) -> Record:
    record = workspace_of(call).store[COLLECTION].get(arguments.required("reminder", "not_found"))
    if record is None or not _is_own(call, record):
        raise Refused("not_found")
    return record


def _is_own(call: Call, record: Record) -> bool:
    return call.caller.id in (record["creator"], record["user"])
