"""Records that the user last looked at."""

from __future__ import annotations

from collections.abc import Iterator

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .answers import answer
from .errors import bare_refusal
from .org import Org, View, view_of
from .readings import VIEWED
from .rendering import short_record
from .schema import ObjectType

operations = Operations()
ITEMS_MAX = 200


def mark_viewed(view: View, record_id: str) -> None:
    """Put a record on top of the recent items of the user who reads it."""
    seen = view.org.store[VIEWED]
    key = f"{view.user_id}/{record_id}"
    seen.remove(key)
    seen.put(key, {"user": view.user_id, "id": record_id, "when": view.org.now_text})


def recent_records(view: View) -> Iterator[tuple[ObjectType, Record]]:
    """Return the records that the user saw, the latest first; deleted ones are left out."""
    org: Org = view.org
    for seen in reversed(list(org.store[VIEWED].where("user", view.user_id))):
        record, type = org.row(seen["id"]), org.schema.type_of_id(seen["id"])
        if record is not None and type is not None:
            yield type, record


@operations.bind("GetRecentItems")
def get_recent_items(call: Call) -> Response:
    """List the records that the caller last read."""
    view = view_of(call)
    limit = call.arguments.get("limit", str(ITEMS_MAX))
    if not limit.isdecimal() or not 1 <= int(limit) <= ITEMS_MAX:
        raise bare_refusal("INVALID_QUERY_SCOPE", f"limit is a number from 1 to {ITEMS_MAX}")
    items = [short_record(type, record, view) for type, record in recent_records(view)]
    return answer(call, items[: int(limit)])


def recent_of(call: Call, type: ObjectType) -> list[dict[str, object]]:
    """Return the recent items of one object."""
    view = view_of(call)
    return [short_record(each, record, view) for each, record in recent_records(view) if each is type]
