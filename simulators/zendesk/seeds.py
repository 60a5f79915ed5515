"""What an account has on its first day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.simulator import Record

from .account import Account, Actor
from .people import groups, organization_records, user_records
from .people.memberships import join_group
from .settings import locales
from .settings.catalogue import BRANDS
from .tickets import fields, forms, views

GROUPS = (
    "Support",
    "cards",
    "transfers",
    "topups",
    "exchange",
    "verification",
    "payments",
    "refunds",
    "accounts",
    "security",
    "general",
    "review",
)
OPTIONS = ("groups", "agents", "ticket_fields", "organizations")
STATUSES = (
    ("new", "New"),
    ("open", "Open"),
    ("pending", "Pending"),
    ("hold", "On-hold"),
    ("solved", "Solved"),
)
NOBODY = Actor(None)


def plant(account: Account, options: Mapping[str, Any]) -> None:
    """Put in brand, statuses, fields, form, groups, people and views.

    Raises:
        UnknownNameError: an option is unknown.
        UsageError: an option is not what it should be.
    """
    for name in options:
        if name not in OPTIONS:
            raise UnknownNameError("option of zendesk", name, OPTIONS)
    _brand(account)
    locales.seed_locales(account)
    for category, label in STATUSES:
        forms.add_status(account, category, label, default=True)
    for kind, title in fields.SYSTEM_FIELDS:
        fields.add_field(account, kind, title, removable=False, visible_in_portal=kind in ("subject", "description"))
    for field in _entries(options, "ticket_fields"):
        more = {name: value for name, value in field.items() if name not in ("type", "title")}
        fields.add_field(account, str(field.get("type", "text")), str(field["title"]), **more)
    forms.add_form(account, "Default Ticket Form", default=True)
    for organization in _entries(options, "organizations"):
        organization_records.create(account, organization)
    teams = _groups(account, options)
    _people(account, teams)
    for agent in _entries(options, "agents"):
        _agent(account, agent, teams)
    views.seed_views(account)


def _entries(options: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
    given = options.get(name, ())
    if not isinstance(given, list | tuple) or not all(isinstance(each, Mapping) for each in given):
        raise UsageError("a list of mappings is needed", place=f"options.{name}")
    return given


def _groups(account: Account, options: Mapping[str, Any]) -> list[Record]:
    names = options.get("groups", GROUPS)
    if isinstance(names, str) or not names or not all(isinstance(each, str) for each in names):
        raise UsageError("a list of names is needed", place="options.groups")
    unique = dict.fromkeys(names)
    return [groups.add_group(account, name, default=at == 0) for at, name in enumerate(unique)]


def _people(account: Account, teams: list[Record]) -> None:
    """Create the administrator, who is in every group, and the customer whose credentials are given out."""
    known = account.credentials
    values = {"name": "Alex Agent", "email": known["email"], "role": "admin", "password": known["password"]}
    _join(account, user_records.create(account, values, NOBODY), teams)
    customer = {
        "name": "Casey Customer",
        "email": known["end_user_email"],
        "password": known["end_user_password"],
    }
    user_records.create(account, {**customer, "verified": True}, NOBODY)


def _agent(account: Account, given: Mapping[str, Any], teams: list[Record]) -> None:
    wanted = given.get("groups")
    chosen = [team for team in teams if wanted is None or team["name"] in wanted]
    values = {"name": given["name"], "email": given["email"], "role": given.get("role", "agent")}
    _join(account, user_records.create(account, values, NOBODY), chosen)


def _join(account: Account, user: Record, teams: list[Record]) -> None:
    for at, team in enumerate(teams):
        join_group(account, user, team["id"], account.now(), default=at == 0)
    if teams:
        account.store["users"].update(str(user["id"]), {"default_group_id": teams[0]["id"]})


def _brand(account: Account) -> None:
    subdomain = account.credentials["subdomain"]
    address = f"https://{subdomain}.zendesk.com"
    values = {"name": subdomain.capitalize(), "subdomain": subdomain, "default": True, "brand_url": address}
    BRANDS.add(account, values)
