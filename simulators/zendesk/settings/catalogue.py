"""The families of settings, with the fields that callers may write."""

from __future__ import annotations

import re
from typing import Any

from windtunnel.simulator import Operations

from ..refusals import invalid
from . import readers
from .family import Family, Field, serve

operations = Operations()
_SUBDOMAIN = re.compile(r"[a-z0-9-]{3,63}")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TITLE = Field(readers.words, "", required=True)
RAW_TITLE = Field(readers.words, "", required=True, raw=True)
DESCRIPTION = Field(readers.plain_text)
ACTIVE = Field(readers.flag, default=True)
POSITION = Field(readers.count, 0)
NO_CONDITIONS: dict[str, Any] = {"all": [], "any": []}
CONDITIONS = Field(readers.conditions, NO_CONDITIONS)
ACTIONS = Field(readers.rules, (), required=True)
FIELD_TYPES = (
    "text",
    "textarea",
    "checkbox",
    "date",
    "integer",
    "decimal",
    "regexp",
    "dropdown",
    "multiselect",
    "tagger",
    "lookup",
)


def _subdomain(value: Any, name: str) -> str:
    given = readers.words(value, name)
    if not _SUBDOMAIN.fullmatch(given):
        raise invalid("subdomain", "InvalidValue", f"Subdomain: {given} is not valid")
    return given


def _key(value: Any, name: str) -> str:
    given = readers.words(value, name)
    if not _KEY.fullmatch(given):
        raise invalid("key", "InvalidValue", f"Key: {given} is not valid")
    return given


def _email(value: Any, name: str) -> str:
    given = readers.words(value, name).lower()
    if given.count("@") != 1 or given.startswith("@") or given.endswith("@") or " " in given:
        raise invalid("email", "InvalidFormat", f"Email: {given} is not properly formatted")
    return given


def _crud(
    one: str,
    many: str = "",
    *,
    show: str = "",
    update: str = "",
    delete: str = "",
    without: tuple[str, ...] = (),
) -> dict[str, str]:
    """Return the operationIds of a family as the vendor names most of them."""
    found = {
        "list": f"List{many or one + 's'}",
        "create": f"Create{one}",
        "show": show or f"Show{one}",
        "update": update or f"Update{one}",
        "delete": delete or f"Delete{one}",
    }
    return {role: name for role, name in found.items() if role not in without}


def _owner_field(singular: str, plural: str, one: str) -> Family:
    """Return the fields of users, or of organizations."""
    return Family(
        singular,
        plural,
        {
            "key": Field(_key, "", required=True, unique=True),
            "type": Field(readers.one_of(*FIELD_TYPES), "text", required=True),
            "title": RAW_TITLE,
            "description": Field(readers.words, "", raw=True),
            "active": ACTIVE,
            "regexp_for_validation": Field(readers.plain_text),
            "tag": Field(readers.words, ""),
            "position": POSITION,
            "custom_field_options": Field(readers.options, (), identified=True),
        },
        _crud(one),
        f"{singular}_id",
        fixed={"system": False},
        positioned=True,
    )


MACROS = Family(
    "macro",
    "macros",
    {
        "title": RAW_TITLE,
        "actions": ACTIONS,
        "active": ACTIVE,
        "description": DESCRIPTION,
        "restriction": Field(readers.mapping),
        "position": POSITION,
    },
    _crud("Macro"),
    "macro_id",
    created=200,
    fixed={"default": False},
    positioned=True,
)
AUTOMATIONS = Family(
    "automation",
    "automations",
    {
        "title": RAW_TITLE,
        "conditions": CONDITIONS,
        "all": Field(readers.rules, ()),
        "any": Field(readers.rules, ()),
        "actions": ACTIONS,
        "active": ACTIVE,
        "position": POSITION,
    },
    _crud("Automation"),
    "automation_id",
    fixed={"default": False},
    positioned=True,
)
BRANDS = Family(
    "brand",
    "brands",
    {
        "name": TITLE,
        "subdomain": Field(_subdomain, "", required=True, unique=True),
        "active": ACTIVE,
        "default": Field(readers.flag, default=False),
        "host_mapping": Field(readers.plain_text),
        "signature_template": Field(readers.words, "{{agent.signature}}"),
        "brand_url": Field(readers.plain_text),
    },
    _crud("Brand"),
    "brand_id",
    fixed={
        "has_help_center": False,
        "help_center_state": "disabled",
        "is_deleted": False,
        "logo": None,
        "ticket_form_ids": (),
    },
    derived={"brand_url": lambda brand: f"https://{brand['subdomain']}.zendesk.com"},
)
CUSTOM_ROLES = Family(
    "custom_role",
    "custom_roles",
    {
        "name": Field(readers.words, "", required=True, unique=True),
        "description": DESCRIPTION,
        "configuration": Field(readers.filled_mapping, {}),
    },
    _crud(
        "CustomRole",
        show="ShowCustomRoleById",
        update="UpdateCustomRoleById",
        delete="DeleteCustomRoleById",
    ),
    "custom_role_id",
    created=200,
    fixed={"role_type": 0, "team_member_count": 0},
)
SLA_POLICIES = Family(
    "sla_policy",
    "sla_policies",
    {
        "title": TITLE,
        "description": DESCRIPTION,
        "position": POSITION,
        "filter": Field(readers.conditions, NO_CONDITIONS),
        "policy_metrics": Field(readers.entries("priority", "metric", "target", "business_hours"), ()),
    },
    _crud("SLAPolicy", "SLAPolicies"),
    "sla_policy_id",
    path="slas/policies",
    positioned=True,
)
SUPPORT_ADDRESSES = Family(
    "recipient_address",
    "recipient_addresses",
    {
        "name": Field(readers.plain_text),
        "email": Field(_email, "", required=True, unique=True),
        "brand_id": Field(readers.number),
        "default": Field(readers.flag, default=False),
    },
    _crud("SupportAddress", "SupportAddresses", delete="DeleteRecipientAddress"),
    "support_address_id",
    fixed={"forwarding_status": "unknown", "spf_status": "unknown", "cname_status": "unknown"},
)
WORKSPACES = Family(
    "workspace",
    "workspaces",
    {
        "title": TITLE,
        "description": Field(readers.plain_text),
        "ticket_form_id": Field(readers.number),
        "macros": Field(readers.numbers, ()),
        "conditions": CONDITIONS,
        "position": POSITION,
        "activated": Field(readers.flag, default=True),
    },
    _crud("Workspace"),
    "workspace_id",
    fixed={"prefer_workspace_app_order": False, "selected_macros": (), "apps": ()},
    positioned=True,
)
TRIGGER_CATEGORIES = Family(
    "trigger_category",
    "trigger_categories",
    {"name": TITLE, "position": POSITION},
    _crud("TriggerCategory", "TriggerCategories", show="ShowTriggerCategoryById"),
    "trigger_category_id",
    created=200,
    text_ids=True,
    positioned=True,
    only_cursors=True,
)
USER_FIELDS = _owner_field("user_field", "user_fields", "UserField")
ORGANIZATION_FIELDS = _owner_field("organization_field", "organization_fields", "OrganizationField")
FAMILIES = (
    MACROS,
    AUTOMATIONS,
    BRANDS,
    CUSTOM_ROLES,
    SLA_POLICIES,
    SUPPORT_ADDRESSES,
    WORKSPACES,
    TRIGGER_CATEGORIES,
    USER_FIELDS,
    ORGANIZATION_FIELDS,
)
for _family in FAMILIES:
    serve(operations, _family)
