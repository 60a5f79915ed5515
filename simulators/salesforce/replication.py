"""What changed and what was deleted in a time span, for callers that keep a copy.

Source: profile.yaml, topic ``replication``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .answers import answer
from .deletion import bin_rows
from .errors import bare_refusal
from .moments import datetime_text, moment_of, parse_datetime
from .org import Org, org_of

operations = Operations()


@operations.bind("GetUpdated")
def get_updated(call: Call) -> Response:
    """Tell the ids of live records that were created or changed in a span."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    start, end = _span(call, org, "updated_days_back")
    ids = [row["Id"] for row in org.rows(type) if start <= (row.get("SystemModstamp") or "") < end]
    _check_count(org, len(ids))
    return answer(call, {"ids": sorted(ids), "latestDateCovered": _covered(org, end)})


@operations.bind("GetDeleted")
def get_deleted(call: Call) -> Response:
    """Tell the records that were deleted in a span."""
    org = org_of(call)
    type = org.type(call.parameters["object"])
    start, end = _span(call, org, "deleted_days_back")
    rows = [row for row in bin_rows(org, type) if start <= row["SystemModstamp"] < end]
    _check_count(org, len(rows))
    content = {
        "deletedRecords": [{"id": row["Id"], "deletedDate": row["SystemModstamp"]} for row in rows],
        "earliestDateAvailable": _earliest(org),
        "latestDateCovered": _covered(org, end),
    }
    return answer(call, content)


def _span(call: Call, org: Org, days_back: str) -> tuple[str, str]:
    """Return start and end of the span, cut to the minute, as texts.

    Raises:
        Refused: a date is missing or malformed, or the span lies outside what the vendor keeps.
    """
    start, end = _argument(call, "start"), _argument(call, "end")
    oldest = moment_of(org.now_text) - timedelta(days=org.limit(days_back), minutes=1)
    if start < oldest:
        raise bare_refusal(
            "INVALID_REPLICATION_DATE", f"startDate before org replication enabled date or too old: {start}"
        )
    if end <= start:
        raise bare_refusal("INVALID_REPLICATION_DATE", "endDate must be at least one minute after startDate")
    return datetime_text(start), datetime_text(end)


def _argument(call: Call, name: str) -> datetime:
    text = call.arguments.get(name, "").replace(" ", "+")
    moment = parse_datetime(text)
    if moment is None:
        raise bare_refusal("MALFORMED_DATE" if text else "MISSING_ARGUMENT", f"{name} is no date in ISO 8601: {text}")
    return moment.replace(second=0, microsecond=0)


def _check_count(org: Org, count: int) -> None:
    if count > org.limit("updated_ids_max"):
        raise bare_refusal("EXCEEDED_ID_LIMIT", f"exceeded limit of {org.limit('updated_ids_max')} ids")


def _covered(org: Org, end: str) -> str:
    return min(end, org.now_text)


def _earliest(org: Org) -> str:
    oldest = moment_of(org.now_text) - timedelta(days=org.limit("deleted_days_back"))
    return datetime_text(oldest.replace(second=0, microsecond=0))
