"""Memberships in groups and organizations over the API: both families answer alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import integer, root, truth
from ..paging import Listing, listed
from ..records import all_shown, shown
from ..refusals import invalid
from ..sideloads import sideload
from . import memberships
from .users import require as require_user

operations = Operations()


@dataclass(frozen=True)
class Family:
    """One kind of membership: what its records and their owners are called."""

    singular: str
    plural: str
    owner: str
    owners: str

    @property
    def owner_id(self) -> str:
        """Name of the field that holds the owner's id."""
        return f"{self.owner}_id"

    @property
    def listing(self) -> Listing:
        """How the memberships are listed."""
        return Listing(self.plural, beside=sideload(self.plural))


GROUPS = Family("group_membership", "group_memberships", "group", "groups")
ORGANIZATIONS = Family("organization_membership", "organization_memberships", "organization", "organizations")


def _family(call: Call) -> Family:
    return ORGANIZATIONS if "rganization" in call.operation_id else GROUPS


def require(account: Account, family: Family, membership_id: str) -> Record:
    """Return a membership.

    Raises:
        RecordNotFound: there is none with that id.
    """
    membership = account.store[family.plural].get(membership_id)
    if membership is None:
        raise RecordNotFound(family.singular, membership_id)
    return membership


def add(account: Account, family: Family, values: Mapping[str, Any]) -> Record:
    """Create a membership and return it.

    Raises:
        InvalidInput: user or owner do not exist or do not fit, or the membership is there already.
    """
    user = account.user(integer(values.get("user_id"), f"{family.singular}.user_id"))
    owner_id = integer(values.get(family.owner_id), f"{family.singular}.{family.owner_id}")
    owner = account.store[family.owners].get(str(owner_id))
    if user is None or not user["active"] or (family is GROUPS and user["role"] == "end-user"):
        raise invalid("user", "InvalidValue", "User: is invalid")
    if owner is None or owner_id is None or owner.get("deleted"):
        raise invalid(family.owner, "InvalidValue", f"{family.owner.capitalize()}: is invalid")
    known = account.store[family.plural].where("user_id", user["id"])
    if any(each[family.owner_id] == owner_id for each in known):
        raise invalid("user_id", "DuplicateValue", "User: has already been taken")
    default = bool(truth(values.get("default"), f"{family.singular}.default")) or not known
    if family is GROUPS:
        return memberships.join_group(account, user, owner_id, account.now(), default=default)
    created = memberships.join_organization(account, user, owner_id, account.now(), default=default)
    if default:
        account.store["users"].update(str(user["id"]), {"organization_id": owner_id})
    return created


def remove(account: Account, family: Family, membership: Record) -> None:
    """End a membership; a user whose organization it was is in none."""
    account.store[family.plural].remove(str(membership["id"]))
    user = account.user(membership["user_id"])
    if family is ORGANIZATIONS and user is not None and user["organization_id"] == membership["organization_id"]:
        account.store["users"].update(str(user["id"]), {"organization_id": None})


@operations.bind(
    "ListGroupMemberships",
    "ListAssignableGroupMemberships",
    "ListOrganizationMemberships",
)
def list_memberships(call: Call) -> Response:
    """List memberships."""
    family = _family(call)
    return listed(call, list(account_of(call).store[family.plural]), family.listing)


@operations.bind("ListGroupMembershipsByUserId", "ListOrganizationMembershipsByUserId")
def list_by_user(call: Call) -> Response:
    """List the memberships of a user."""
    account, family = account_of(call), _family(call)
    user = require_user(account, call.parameters["user_id"])
    return listed(call, account.store[family.plural].where("user_id", user["id"]), family.listing)


@operations.bind("ListGroupMembershipsByGroupId", "ListOrganizationMembershipsByOrganizationId")
def list_by_owner(call: Call) -> Response:
    """List the members of a group or of an organization."""
    account, family = account_of(call), _family(call)
    owner = account.store[family.owners].get(call.parameters[family.owner_id])
    if owner is None:
        raise RecordNotFound(family.owner, call.parameters[family.owner_id])
    return listed(call, account.store[family.plural].where(family.owner_id, owner["id"]), family.listing)


@operations.bind("ShowGroupMembershipById", "ShowOrganizationMembershipById")
def show_membership(call: Call) -> Response:
    """Show a membership."""
    return _show(call, _of_call(call))


@operations.bind("CreateGroupMembership", "CreateOrganizationMembership")
def create_membership(call: Call) -> Response:
    """Create a membership."""
    family = _family(call)
    values = root(call, family.singular, ("user_id", family.owner_id, "default", "view_tickets"))
    return _show(call, add(account_of(call), family, values), 201)


@operations.bind("DeleteGroupMembership", "DeleteOrganizationMembership")
def delete_membership(call: Call) -> Response:
    """End a membership."""
    remove(account_of(call), _family(call), _of_call(call))
    return Response(204)


@operations.bind("GroupMembershipSetDefault", "SetOrganizationMembershipAsDefault")
def set_default(call: Call) -> Response:
    """Make a membership the default of its user and list them all."""
    account, family, membership = account_of(call), _family(call), _of_call(call)
    memberships.make_default(account, family.plural, membership, account.now())
    changes = {"organization_id": membership["organization_id"]} if family is ORGANIZATIONS else {}
    changes = changes or {"default_group_id": membership["group_id"]}
    account.store["users"].update(str(membership["user_id"]), changes)
    found = account.store[family.plural].where("user_id", membership["user_id"])
    return json_response({family.plural: all_shown(found, call.request.origin)})


@operations.bind("UnassignOrganization")
def unassign_organization(call: Call) -> Response:
    """Take a user out of an organization."""
    remove(account_of(call), ORGANIZATIONS, _in_organization(call))
    return Response(204)


@operations.bind("SetOrganizationAsDefault")
def set_organization_as_default(call: Call) -> Response:
    """Make an organization the default of a user."""
    account, membership = account_of(call), _in_organization(call)
    made = memberships.make_default(account, ORGANIZATIONS.plural, membership, account.now())
    account.store["users"].update(str(made["user_id"]), {"organization_id": made["organization_id"]})
    return json_response({"organization_membership": shown(made, call.request.origin)})


def _in_organization(call: Call) -> Record:
    account, organization_id = account_of(call), call.parameters["organization_id"]
    user = require_user(account, call.parameters["user_id"])
    for membership in account.store[ORGANIZATIONS.plural].where("user_id", user["id"]):
        if str(membership["organization_id"]) == organization_id:
            return membership
    raise RecordNotFound("organization membership", organization_id)


def _of_call(call: Call) -> Record:
    family = _family(call)
    return require(account_of(call), family, call.parameters[f"{family.singular}_id"])


def _show(call: Call, membership: Record, status: int = 200) -> Response:
    family = _family(call)
    content: dict[str, Any] = {family.singular: shown(membership, call.request.origin)}
    sideload(family.plural)(call, [membership], content)
    headers = [("Location", content[family.singular]["url"])] if status == 201 else None
    return json_response(content, status, headers)
