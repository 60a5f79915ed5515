"""Sideloads: records that ``include`` asks for, beside the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from windtunnel.simulator import Call, Record

from .account import Account, account_of
from .records import all_shown

Beside = Callable[[Call, Sequence[Record], dict[str, Any]], None]
Loader = Callable[[Account, Sequence[Record]], Iterable[Record]]
PEOPLE_OF_TICKETS = ("requester_id", "submitter_id", "assignee_id")
LISTS_OF_PEOPLE = ("collaborator_ids", "follower_ids", "email_cc_ids")
_INCLUDE = re.compile(r"([a-z_]+)(?:\(([a-z_,]+)\))?")


def asked_for(call: Call, kind: str = "") -> list[str]:
    """Return the names in ``include``; for a search, those in parentheses after ``kind`` (``tickets(users)``)."""
    found: list[str] = []
    for name, inner in _INCLUDE.findall(call.arguments.get("include", "")):
        found += inner.split(",") if inner and name == kind else [] if inner else [name]
    return found


@lru_cache(maxsize=32)
def sideload(kind: str) -> Beside:
    """Return what adds the sideloads of one kind of record to an answer; names it does not know are ignored."""
    loaders = LOADERS[kind]

    def beside(call: Call, records: Sequence[Record], content: dict[str, Any]) -> None:
        if "include" not in call.arguments:
            return
        for name in asked_for(call, kind):
            if name in loaders:
                found = loaders[name](account_of(call), records)
                content[name] = [_show(each, call.request.origin) for each in found]

    return beside


def _show(record: Record, origin: str) -> dict[str, Any]:
    return all_shown([record], origin)[0] if "url" in record else dict(record)


def _by_ids(collection: str, *fields: str) -> Loader:
    def load(account: Account, records: Sequence[Record]) -> Iterable[Record]:
        ids = dict.fromkeys(record.get(field) for record in records for field in fields)
        return _existing(account, collection, ids)

    return load


def _existing(account: Account, collection: str, ids: Iterable[Any]) -> list[Record]:
    found = (account.store[collection].get(str(record_id)) for record_id in ids if record_id is not None)
    return [record for record in found if record is not None]


def _people_of_tickets(account: Account, records: Sequence[Record]) -> list[Record]:
    ids = dict.fromkeys(record[field] for record in records for field in PEOPLE_OF_TICKETS)
    ids |= dict.fromkeys(each for record in records for field in LISTS_OF_PEOPLE for each in record[field])
    return _existing(account, "users", ids)


def _owned(collection: str, field: str) -> Loader:
    def load(account: Account, records: Sequence[Record]) -> Iterable[Record]:
        return [each for record in records for each in account.store[collection].where(field, record["id"])]

    return load


def _groups_of_users(account: Account, records: Sequence[Record]) -> list[Record]:
    memberships = _owned("group_memberships", "user_id")(account, records)
    return _existing(account, "groups", dict.fromkeys(each["group_id"] for each in memberships))


def _last_audits(account: Account, records: Sequence[Record]) -> list[Record]:
    audits = (account.store["audits"].where("ticket_id", record["id"]) for record in records)
    return [each[-1] for each in audits if each]


def _members(account: Account, records: Sequence[Record]) -> list[Record]:
    memberships = _owned("group_memberships", "group_id")(account, records)
    return _existing(account, "users", dict.fromkeys(each["user_id"] for each in memberships))


LOADERS: Mapping[str, Mapping[str, Loader]] = {
    "tickets": {
        "users": _people_of_tickets,
        "groups": _by_ids("groups", "group_id"),
        "organizations": _by_ids("organizations", "organization_id"),
        "brands": _by_ids("brands", "brand_id"),
        "ticket_forms": _by_ids("ticket_forms", "ticket_form_id"),
        "last_audits": _last_audits,
    },
    "users": {
        "organizations": _by_ids("organizations", "organization_id"),
        "groups": _groups_of_users,
        "identities": _owned("identities", "user_id"),
    },
    "comments": {"users": _by_ids("users", "author_id")},
    "audits": {"users": _by_ids("users", "author_id"), "tickets": _by_ids("tickets", "ticket_id")},
    "groups": {"users": _members},
    "group_memberships": {"users": _by_ids("users", "user_id"), "groups": _by_ids("groups", "group_id")},
    "organization_memberships": {
        "users": _by_ids("users", "user_id"),
        "organizations": _by_ids("organizations", "organization_id"),
    },
    "organizations": {},
    "requests": {"users": _by_ids("users", "requester_id", "assignee_id")},
}
