"""Organizations: what a record holds, and which domains lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Record

from ..account import Account
from ..bodies import integer, items, text, truth
from ..records import address
from ..refusals import blank, invalid
from ..words import tag_words

DOMAINS = "_domains"
WRITABLE = frozenset(
    {
        "id",
        "name",
        "external_id",
        "domain_names",
        "details",
        "notes",
        "group_id",
        "tags",
        "organization_fields",
        "shared_tickets",
        "shared_comments",
    }
)


def create(account: Account, values: Mapping[str, Any]) -> Record:
    """Create an organization and return it.

    Raises:
        InvalidInput: the name is missing or taken, or a field is malformed.
    """
    organization_id, now = account.next_id(), account.now()
    record: dict[str, Any] = {
        "url": address(f"organizations/{organization_id}.json"),
        "id": organization_id,
        "name": "",
        "shared_tickets": False,
        "shared_comments": False,
        "external_id": None,
        "created_at": now,
        "updated_at": now,
        "domain_names": [],
        "details": None,
        "notes": None,
        "group_id": None,
        "tags": [],
        "organization_fields": {},
    } | _changes(account, None, values)
    if not record["name"]:
        raise blank("name", "Name")
    account.store["organizations"].put(str(organization_id), record)
    _map_domains(account, record)
    account.publisher.organization_created(record)
    return record


def update(account: Account, organization: Record, values: Mapping[str, Any]) -> Record:
    """Change an organization and return it.

    Raises:
        InvalidInput: the name is taken, or a field is malformed.
    """
    changes = _changes(account, organization, values)
    if changes.get("name") == "":
        raise blank("name", "Name")
    after = account.store["organizations"].update(str(organization["id"]), {**changes, "updated_at": account.now()})
    if after["domain_names"] != organization["domain_names"]:
        _unmap_domains(account, organization)
        _map_domains(account, after)
    account.publisher.organization_updated(organization, after)
    return after


def remove(account: Account, organization: Record) -> None:
    """Delete an organization; its users and tickets are no longer in it."""
    organization_id = organization["id"]
    for collection in ("organization_memberships", "organization_subscriptions"):
        for record in account.store[collection].where("organization_id", organization_id):
            account.store[collection].remove(str(record["id"]))
    for collection in ("users", "tickets"):
        for record in account.store[collection].where("organization_id", organization_id):
            account.store[collection].update(str(record["id"]), {"organization_id": None})
    _unmap_domains(account, organization)
    account.store["organizations"].remove(str(organization_id))
    account.publisher.organization_deleted(organization)


def by_domain(account: Account, email: str) -> int | None:
    """Return the id of the organization that an address belongs to by its domain."""
    mapped = account.store[DOMAINS].get(email.rpartition("@")[2])
    return None if mapped is None else int(mapped["organization_id"])


def by_name(account: Account, name: str) -> Record | None:
    """Return the organization of a name, whatever its case."""
    wanted = name.lower()
    return next((each for each in account.store["organizations"] if each["name"].lower() == wanted), None)


def by_name_or_new(account: Account, name: str) -> Record:
    """Return the organization of a name, made where there is none."""
    return by_name(account, name) or create(account, {"name": name})


def _changes(account: Account, organization: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in ("external_id", "details", "notes"):
        if name in values:
            changes[name] = text(values[name], f"organization.{name}")
    for name in ("shared_tickets", "shared_comments"):
        if values.get(name) is not None:
            changes[name] = truth(values[name], f"organization.{name}")
    if "group_id" in values:
        changes["group_id"] = integer(values["group_id"], "organization.group_id")
    if "tags" in values:
        changes["tags"] = tag_words(values["tags"])
    if "domain_names" in values:
        names = items(values["domain_names"], "organization.domain_names")
        changes["domain_names"] = list(dict.fromkeys(str(name).strip().lower() for name in names))
    if isinstance(values.get("organization_fields"), Mapping):
        before = organization["organization_fields"] if organization is not None else {}
        changes["organization_fields"] = {**before, **values["organization_fields"]}
    return changes | (_name(account, organization, values["name"]) if "name" in values else {})


def _name(account: Account, organization: Record | None, value: Any) -> dict[str, Any]:
    name = (text(value, "organization.name") or "").strip()
    other = by_name(account, name) if name else None
    if other is not None and (organization is None or other["id"] != organization["id"]):
        raise invalid("name", "DuplicateValue", f"Name: {name} has already been taken")
    return {"name": name}


def _map_domains(account: Account, organization: Record) -> None:
    for name in organization["domain_names"]:
        account.store[DOMAINS].put(name, {"organization_id": organization["id"]})


def _unmap_domains(account: Account, organization: Record) -> None:
    for name in organization["domain_names"]:
        account.store[DOMAINS].remove(name)
