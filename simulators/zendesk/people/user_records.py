"""Users: what a record holds, what may be written, and what that changes elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Record

from ..account import Account, Actor
from ..bodies import integer, items, text, truth
from ..records import address
from ..refusals import InvalidAttribute, blank, invalid
from ..words import tag_words
from . import emails, organization_records
from .memberships import join_organization

ROLES = ("end-user", "agent", "admin")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
TEXTS = (
    "phone",
    "external_id",
    "alias",
    "details",
    "notes",
    "signature",
    "time_zone",
    "locale",
    "ticket_restriction",
)
TRUTHS = (
    "verified",
    "suspended",
    "moderator",
    "only_private_comments",
    "restricted_agent",
    "shared_phone_number",
)
NUMBERS = ("custom_role_id", "default_group_id", "locale_id")
WRITABLE = frozenset(
    {
        *TEXTS,
        *TRUTHS,
        *NUMBERS,
        "id",
        "name",
        "email",
        "role",
        "organization_id",
        "organization",
        "organization_ids",
        "identities",
        "password",
        "tags",
        "user_fields",
        "remote_photo_url",
        "skip_verify_email",
        "agent_brand_ids",
    }
)


def blank_user(account: Account, user_id: int, now: str) -> dict[str, Any]:
    """Return a user without a name, with the vendor's defaults."""
    return {
        "id": user_id,
        "url": address(f"users/{user_id}.json"),
        "name": "",
        "email": None,
        "created_at": now,
        "updated_at": now,
        "time_zone": "UTC",
        "iana_time_zone": "Etc/UTC",
        "phone": None,
        "shared_phone_number": None,
        "photo": None,
        "locale_id": 1,
        "locale": "en-US",
        "organization_id": None,
        "role": "end-user",
        "verified": False,
        "external_id": None,
        "tags": [],
        "alias": None,
        "active": True,
        "shared": False,
        "shared_agent": False,
        "last_login_at": None,
        "two_factor_auth_enabled": None,
        "signature": None,
        "details": None,
        "notes": None,
        "role_type": None,
        "custom_role_id": None,
        "moderator": False,
        "ticket_restriction": "requested",
        "only_private_comments": False,
        "restricted_agent": True,
        "suspended": False,
        "default_group_id": None,
        "report_csv": False,
        "user_fields": {},
    }


def create(account: Account, values: Mapping[str, Any], actor: Actor) -> Record:
    """Create a user with its primary identity and return it.

    Raises:
        InvalidInput: a field is missing, malformed or taken.
    """
    now = account.now()
    user = blank_user(account, account.next_id(), now) | _changes(account, None, values)
    if not user["name"]:
        raise invalid("name", "BlankValue", "Name: is too short (minimum is 1 characters)")
    if user["role"] != "end-user":
        user |= {"restricted_agent": False, "ticket_restriction": None, "verified": True}
    if user["organization_id"] is None and user["email"] is not None:
        user["organization_id"] = organization_records.by_domain(account, user["email"])
    identities = _identities(account, user, values)
    account.store["users"].put(str(user["id"]), user)
    if user["email"] is not None:
        emails.add(account, user, "email", user["email"], primary=True, verified=bool(user["verified"]))
    _keep_beside(account, user, values, identities, now)
    account.publisher.user_created(user, actor)
    return user


def update(account: Account, user: Record, values: Mapping[str, Any], actor: Actor) -> Record:
    """Change a user and return it; what is not in ``values`` stays.

    Raises:
        InvalidInput: a field is malformed or taken, or the user was deleted.
    """
    if not user["active"]:
        raise invalid("base", "", "The user was deleted")
    changes = _changes(account, user, values)
    if changes.get("name") == "":
        raise blank("name", "Name")
    now, identities = account.now(), _identities(account, {**user, **changes}, values)
    after = account.store["users"].update(str(user["id"]), {**changes, "updated_at": now})
    if after["email"] != user["email"]:
        emails.replace_primary(account, after, now)
    _keep_beside(account, after, values, identities, now)
    account.publisher.user_updated(user, after, actor)
    return after


def _identities(account: Account, user: Record, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return kinds and values of the further identities in ``values``, each once, without the user's own address.

    Raises:
        InvalidAttribute: they are no list of objects.
        InvalidInput: a kind is unknown, or an address belongs to somebody.
    """
    found = []
    for each in items(values.get("identities"), "user.identities"):
        if not isinstance(each, Mapping):
            raise InvalidAttribute("user.identities", "an array of hashes", "")
        kind, value = (text(each.get(name), f"user.identities.{name}") or "" for name in ("type", "value"))
        found.append((kind, emails.checked(account, user, kind, value)))
    return [each for each in dict.fromkeys(found) if each != ("email", user["email"])]


def _keep_beside(
    account: Account, user: Record, values: Mapping[str, Any], identities: list[tuple[str, str]], now: str
) -> None:
    """Keep what belongs to a user but is no field of the record."""
    for kind, value in identities:
        emails.add(account, user, kind, value, primary=False, verified=False)
    if isinstance(values.get("password"), str):
        account.store["_passwords"].put(str(user["id"]), {"password": values["password"]})
    if user["organization_id"] is not None:
        join_organization(account, user, user["organization_id"], now)


def _changes(account: Account, user: Record | None, values: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in TEXTS:
        if name in values:
            changes[name] = text(values[name], f"user.{name}")
    for name in TRUTHS:
        if name in values:
            changes[name] = truth(values[name], f"user.{name}")
    for name in NUMBERS:
        if name in values:
            changes[name] = integer(values[name], f"user.{name}")
    for name, read in READERS.items():
        if name in values:
            changes |= read(account, user, values[name])
    return {name: value for name, value in changes.items() if value is not None or name not in NEVER_NULL}


NEVER_NULL = (
    "verified",
    "suspended",
    "moderator",
    "only_private_comments",
    "restricted_agent",
    "locale_id",
    "time_zone",
    "locale",
)


def _name(account: Account, user: Record | None, value: Any) -> dict[str, Any]:
    return {"name": (text(value, "user.name") or "").strip()}


def _email(account: Account, user: Record | None, value: Any) -> dict[str, Any]:
    email = (text(value, "user.email") or "").strip().lower()
    if not email:
        return {} if user is not None else {"email": None}
    if not EMAIL.fullmatch(email):
        raise invalid("email", "InvalidFormat", f"Email: {email} is not properly formatted")
    owner = account.user_by_email(email)
    if owner is not None and (user is None or owner["id"] != user["id"]):
        raise invalid("email", "DuplicateValue", f"Email: {email} is already being used by another user")
    return {"email": email}


def _role(account: Account, user: Record | None, value: Any) -> dict[str, Any]:
    role = text(value, "user.role")
    if role not in ROLES:
        raise invalid("role", "InvalidValue", f"Role: {role} is not a valid role")
    return {"role": role}


def _organization_id(account: Account, user: Record | None, value: Any) -> dict[str, Any]:
    organization_id = integer(value, "user.organization_id")
    if organization_id is not None and str(organization_id) not in account.store["organizations"]:
        raise invalid("organization", "InvalidValue", "Organization: is invalid")
    return {"organization_id": organization_id}


def _organization(account: Account, user: Record | None, value: Any) -> dict[str, Any]:
    name = text(value.get("name"), "user.organization.name") if isinstance(value, Mapping) else None
    return {"organization_id": organization_records.by_name_or_new(account, name)["id"]} if name else {}


def _user_fields(account: Account, user: Record | None, value: Any) -> dict[str, Any]:
    given = value if isinstance(value, Mapping) else {}
    return {"user_fields": {**(user["user_fields"] if user is not None else {}), **given}}


READERS = {
    "name": _name,
    "email": _email,
    "role": _role,
    "organization_id": _organization_id,
    "organization": _organization,
    "tags": lambda account, user, value: {"tags": tag_words(value)},
    "user_fields": _user_fields,
}


def find_or_create(account: Account, values: Mapping[str, Any], actor: Actor, field: str = "requester") -> Record:
    """Return the user with the address in ``values``, or a new end user.

    Raises:
        InvalidInput: there is no such user, and the values do not make one.
    """
    email = (text(values.get("email"), f"{field}.email") or "").strip().lower()
    if email:
        found = account.user_by_email(email)
        if found is not None:
            return found
    name = (text(values.get("name"), f"{field}.name") or "").strip()
    if not name:
        raise invalid(field, "BlankValue", f"{field.capitalize()}: Name: is too short (minimum is 1 characters)")
    return create(account, {"name": name, "email": email or None}, actor)


def detach(account: Account, user: Record, actor: Actor) -> Record:
    """Delete a user softly, so that it is inactive and others can have its addresses, and return it.

    Raises:
        InvalidInput: tickets that the user requested are not finished.
    """
    for ticket in account.store["tickets"].where("requester_id", user["id"]):
        if ticket["status"] not in ("solved", "closed"):
            raise invalid("base", "", "The user is requester on one or more tickets that are not closed.")
    now = account.now()
    emails.remove_all(account, user)
    for collection in ("organization_memberships", "group_memberships"):
        for membership in account.store[collection].where("user_id", user["id"]):
            account.store[collection].remove(str(membership["id"]))
    changes = {"active": False, "organization_id": None, "updated_at": now}
    after = account.store["users"].update(str(user["id"]), changes)
    account.publisher.user_deleted(after, actor)
    return after
