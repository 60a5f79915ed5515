"""Options of the fields of users."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import account_of
from ..bodies import integer, root, text
from ..paging import Listing, listed
from ..refusals import blank, invalid
from .catalogue import USER_FIELDS

operations = Operations()
WITH_OPTIONS = ("dropdown", "tagger", "multiselect")


@operations.bind("ListUserFieldOptions")
def list_options(call: Call) -> Response:
    """List the options of a field."""
    found = USER_FIELDS.of_call(call)
    listing = Listing("custom_field_options", lambda call, options: [_shown(call, found, each) for each in options])
    return listed(call, list(found["custom_field_options"]), listing)


@operations.bind("ShowUserFieldOption")
def show_option(call: Call) -> Response:
    """Show an option."""
    found = USER_FIELDS.of_call(call)
    return json_response({"custom_field_option": _shown(call, found, _option(call, found))})


@operations.bind("CreateOrUpdateUserFieldOption")
def put_option(call: Call) -> Response:
    """Add an option to a field, or change the one whose id is given."""
    account, found = account_of(call), USER_FIELDS.of_call(call)
    if found["type"] not in WITH_OPTIONS:
        raise invalid("base", "", "The field has no options")
    values = root(call, "custom_field_option", ("id", "name", "value"))
    name, value = (text(values.get(each), f"custom_field_option.{each}") for each in ("name", "value"))
    if not name or not value:
        raise blank("value", "Value")
    before = list(found["custom_field_options"])
    option_id = integer(values.get("id"), "custom_field_option.id") or account.next_id()
    option = {"id": option_id, "name": name, "raw_name": name, "value": value}
    known = any(each["id"] == option_id for each in before)
    after = [option if each["id"] == option_id else each for each in before] if known else [*before, option]
    account.store["user_fields"].update(str(found["id"]), {"custom_field_options": after})
    return json_response({"custom_field_option": _shown(call, found, option)}, 200 if known else 201)


@operations.bind("DeleteUserFieldOption")
def delete_option(call: Call) -> Response:
    """Delete an option."""
    found = USER_FIELDS.of_call(call)
    option = _option(call, found)
    left = [each for each in found["custom_field_options"] if each["id"] != option["id"]]
    account_of(call).store["user_fields"].update(str(found["id"]), {"custom_field_options": left})
    return Response(204)


def _option(call: Call, found: Record) -> Record:
    wanted = call.parameters["user_field_option_id"]
    for option in found["custom_field_options"]:
        if str(option["id"]) == wanted:
            return dict(option)
    raise RecordNotFound("user field option", wanted)


def _shown(call: Call, found: Record, option: Record) -> dict[str, Any]:
    return {**option, "url": call.link(f"/api/v2/user_fields/{found['id']}/options/{option['id']}.json")}
