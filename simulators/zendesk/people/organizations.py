"""Organizations over the API."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import ids_argument, root, words_argument
from ..paging import Listing, count_response, listed
from ..records import all_shown, shown
from ..refusals import too_many
from . import organization_records
from .organization_records import WRITABLE

operations = Operations()
ORGANIZATIONS = Listing(
    "organizations",
    sorts={"name": lambda each: each["name"], "updated_at": lambda each: each["updated_at"]},
)


def require(account: Account, organization_id: str) -> Record:
    """Return an organization.

    Raises:
        RecordNotFound: there is none with that id.
    """
    organization = account.store["organizations"].get(organization_id)
    if organization is None:
        raise RecordNotFound("organization", organization_id)
    return organization


@operations.bind("ListOrganizations")
def list_organizations(call: Call) -> Response:
    """List organizations."""
    return listed(call, list(account_of(call).store["organizations"]), ORGANIZATIONS)


@operations.bind("CountOrganizations")
def count_organizations(call: Call) -> Response:
    """Count organizations."""
    return count_response(call, len(account_of(call).store["organizations"]))


@operations.bind("ShowOrganization")
def show_organization(call: Call) -> Response:
    """Show an organization."""
    return _show(call, require(account_of(call), call.parameters["organization_id"]))


@operations.bind("CreateOrganization")
def create_organization(call: Call) -> Response:
    """Create an organization."""
    values = root(call, "organization", WRITABLE)
    return _show(call, organization_records.create(account_of(call), values), 201)


@operations.bind("CreateOrUpdateOrganization")
def create_or_update_organization(call: Call) -> Response:
    """Change the organization with this id, external id or name; create one where there is none."""
    account, values = account_of(call), root(call, "organization", WRITABLE)
    known = find(account, values)
    if known is None:
        return _show(call, organization_records.create(account, values), 201)
    return _show(call, organization_records.update(account, known, values))


def find(account: Account, values: dict[str, Any]) -> Record | None:
    """Return the organization that ``values`` mean by id, external id or name."""
    organizations = account.store["organizations"]
    if values.get("id") is not None:
        return organizations.get(str(values["id"]))
    if values.get("external_id"):
        found = organizations.where("external_id", str(values["external_id"]))
        if found:
            return found[0]
    return organization_records.by_name(account, str(values["name"])) if values.get("name") else None


@operations.bind("UpdateOrganization")
def update_organization(call: Call) -> Response:
    """Change an organization."""
    account = account_of(call)
    organization = require(account, call.parameters["organization_id"])
    values = root(call, "organization", WRITABLE)
    return _show(call, organization_records.update(account, organization, values))


@operations.bind("DeleteOrganization")
def delete_organization(call: Call) -> Response:
    """Delete an organization; its users and tickets stay, without it."""
    account = account_of(call)
    organization_records.remove(account, require(account, call.parameters["organization_id"]))
    return Response(204)


@operations.bind("ShowManyOrganizations")
def show_many_organizations(call: Call) -> Response:
    """Show the organizations of some ids or external ids that exist."""
    account = account_of(call)
    ids, external_ids = ids_argument(call), words_argument(call, "external_ids")
    if len(ids) + len(external_ids) > account.limit("bulk_items_max"):
        raise too_many(account.limit("bulk_items_max"))
    collection = account.store["organizations"]
    found = [each for organization_id in ids if (each := collection.get(organization_id)) is not None]
    for external_id in external_ids:
        found += collection.where("external_id", external_id)
    content = {"organizations": all_shown(found, call.request.origin)}
    return json_response({**content, "next_page": None, "previous_page": None, "count": len(found)})


@operations.bind("SearchOrganizations")
def search_organizations(call: Call) -> Response:
    """Find organizations by name or external id."""
    name, external_id = call.arguments.get("name"), call.arguments.get("external_id")
    found = list(account_of(call).store["organizations"])
    if external_id:
        found = [each for each in found if each["external_id"] == external_id]
    if name:
        found = [each for each in found if each["name"].lower() == name.lower()]
    return listed(call, found, Listing("organizations", cursors=False))


@operations.bind("AutocompleteOrganizations")
def autocomplete_organizations(call: Call) -> Response:
    """Find organizations whose name begins with something."""
    wanted = call.arguments.get("name", "").lower()
    found = [each for each in account_of(call).store["organizations"] if each["name"].lower().startswith(wanted)]
    return listed(call, found, Listing("organizations", cursors=False))


@operations.bind("OrganizationRelated")
def organization_related(call: Call) -> Response:
    """Count what belongs to an organization."""
    account = account_of(call)
    organization = require(account, call.parameters["organization_id"])
    related = {
        "tickets_count": len(account.store["tickets"].where("organization_id", organization["id"])),
        "users_count": len(account.store["organization_memberships"].where("organization_id", organization["id"])),
    }
    return json_response({"organization_related": related})


def _show(call: Call, organization: Record, status: int = 200) -> Response:
    content = shown(organization, call.request.origin)
    headers = [("Location", content["url"])] if status == 201 else None
    return json_response({"organization": content}, status, headers)
