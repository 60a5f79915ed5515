"""What triage decided, as Zendesk wants it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from ...canonical import Ticket, TicketChange

CHANGE_TAG = "triage-"
NOTE_TAG = "triagenote-"

_SAFE_KEY = re.compile(r"[a-z0-9_-]{1,80}")


def key_tag(prefix: str, key: str) -> str:
    """Return the tag that marks what was written under ``key``.

    Zendesk writes tags in lower case and may replace characters; a key that it could change is hashed, so
    that the tag that is read is the tag that was written.
    """
    safe = key if _SAFE_KEY.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()[:32]
    return prefix + safe


def change(ticket: Ticket, change: TicketChange, group_id: str, tag: str) -> dict[str, object]:
    """Return the body of ``UpdateTicket`` that writes ``change`` on the state that ``ticket`` was read in."""
    priority = {"priority": change.priority.value} if change.priority else {}
    tags = (*ticket.tags, *change.tags, tag)
    return _update(ticket.version, tags, change.note, group_id=_number_or_text(group_id), **priority)


def note(version: str, tags: Sequence[str], text: str, tag: str) -> dict[str, object]:
    """Return the body of ``UpdateTicket`` that adds an internal note to the state ``version``."""
    return _update(version, (*tags, tag), text)


def _update(version: str, tags: Sequence[str], comment: str, **fields: object) -> dict[str, object]:
    return {
        "ticket": {
            **fields,
            "tags": list(dict.fromkeys(tags)),
            "comment": {"body": comment, "public": False},
            "updated_stamp": version,
            "safe_update": True,
        }
    }


def _number_or_text(id: str) -> int | str:
    return int(id) if id.isascii() and id.isdigit() and not id.startswith("0") else id
