"""Records as they are stored and as they are shown.

A record is stored as the vendor shows it, with addresses on the vendor's own host; what is shown carries addresses on
the host that the caller used. A few members are kept for ourselves and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Record

HOST = "https://windtunnel.zendesk.com"
"""Addresses of stored records begin with it, whatever the account's subdomain: it never leaves the simulator."""
_PATH = len(HOST)


def address(path: str) -> str:
    """Return the stored form of the address of ``/api/v2/`` plus ``path``."""
    return f"{HOST}/api/v2/{path}"


def shown(record: Record, origin: str) -> dict[str, Any]:
    """Return ``record`` as a caller sees it who reaches the simulator at ``origin``."""
    return {**record, "url": origin + record["url"][_PATH:]}


def all_shown(records: Iterable[Record], origin: str) -> list[dict[str, Any]]:
    """Return ``records`` as a caller sees them."""
    return [{**record, "url": origin + record["url"][_PATH:]} for record in records]


def moved(url: str, origin: str) -> str:
    """Return a stored address on the caller's host."""
    return origin + url[_PATH:]


def without(record: Record, *names: str) -> dict[str, Any]:
    """Return ``record`` without some of its members."""
    return {name: value for name, value in record.items() if name not in names}


@lru_cache(maxsize=64)
def via(channel: str) -> Mapping[str, Any]:
    """Return how a record came into being, for a channel that tells nothing more."""
    return {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}}


def via_email(name: str, email: str, recipient: str) -> Mapping[str, Any]:
    """Return the origin of a record that came by e-mail."""
    source = {
        "from": {"address": email, "name": name},
        "to": {"address": recipient, "name": "Support"},
        "rel": None,
    }
    return {"channel": "email", "source": source}


def follow_up_via(source: Record) -> Mapping[str, Any]:
    """Return the origin of a ticket that follows a closed one up."""
    told = {"ticket_id": source["id"], "subject": source["subject"]}
    return {"channel": "api", "source": {"from": told, "to": {}, "rel": "follow_up"}}
