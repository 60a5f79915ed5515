"""Tags of users and organizations."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response, json_response

from ..account import account_of, actor_of
from ..bodies import body
from ..words import tag_words
from . import organization_records, user_records
from .organizations import require as require_organization
from .users import require as require_user

operations = Operations()


@operations.bind("ListUserTags", "ListOrganizationTags")
def list_tags(call: Call) -> Response:
    """List the tags of a user or an organization."""
    return json_response({"tags": _tagged(call)["tags"]})


@operations.bind("SetTagsUser", "SetTagsOrganization")
def set_tags(call: Call) -> Response:
    """Replace the tags of a user or an organization."""
    return json_response({"tags": _changed(call, tag_words(body(call).get("tags")))}, 201)


@operations.bind("PutTagsUser", "PutTagsOrganization")
def add_tags(call: Call) -> Response:
    """Add tags to a user or an organization."""
    before = _tagged(call)["tags"]
    added = tag_words(body(call).get("tags"))
    return json_response({"tags": _changed(call, list(dict.fromkeys([*before, *added])))})


@operations.bind("DeleteTagsUser", "DeleteTagsOrganization")
def remove_tags(call: Call) -> Response:
    """Take tags from a user or an organization."""
    dropped = tag_words(body(call).get("tags"))
    _changed(call, [tag for tag in _tagged(call)["tags"] if tag not in dropped])
    return Response(204)


def _tagged(call: Call) -> Record:
    if "user_id" in call.parameters:
        return require_user(account_of(call), call.parameters["user_id"])
    return require_organization(account_of(call), call.parameters["organization_id"])


def _changed(call: Call, tags: list[str]) -> list[str]:
    account, tagged = account_of(call), _tagged(call)
    if "user_id" in call.parameters:
        after = user_records.update(account, tagged, {"tags": tags}, actor_of(call))
    else:
        after = organization_records.update(account, tagged, {"tags": tags})
    kept: list[str] = after["tags"]
    return kept
