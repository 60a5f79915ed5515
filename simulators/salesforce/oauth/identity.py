"""Who a token stands for: the identity address and the OpenID Connect user info."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record, Refusal
from windtunnel.world.http import Response

from ..answers import answer, word
from ..errors import NotSimulated
from ..ids import canonical_id
from ..org import Org, org_of

operations = Operations()
REST = ("sobjects", "search", "query", "recent", "tooling")
ANY_VERSION = "{version}"


@operations.bind("GetIdentity")
def get_identity(call: Call) -> Response:
    """Tell who a user is, and where the org's APIs are."""
    org = org_of(call)
    if call.arguments.get("format") == "xml":
        raise NotSimulated("an identity that is not JSON")
    user_id = canonical_id(call.parameters["user_id"])
    user = org.store["User"].get(user_id) if user_id is not None else None
    if user is None or canonical_id(call.parameters["organization_id"]) != org.id:
        raise Refusal(word("Bad_Id", 404))
    return answer(call, identity(call, org, user))


@operations.bind("GetUserInfo")
def get_user_info(call: Call) -> Response:
    """Tell who the caller is."""
    org = org_of(call)
    user = org.store["User"].get(call.caller.id)
    if user is None:
        raise Refusal(word("Bad_OAuth_Token", 403))
    return answer(call, user_info(call, org, user))


def identity(call: Call, org: Org, user: Record) -> dict[str, Any]:
    """Return the identity of a user."""
    return {
        "id": call.link(f"/id/{org.id}/{user['Id']}"),
        "asserted_user": user["Id"] == call.caller.id,
        "user_id": user["Id"],
        "organization_id": org.id,
        "username": user["Username"],
        "nick_name": user["CommunityNickname"],
        "display_name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "first_name": user["FirstName"],
        "last_name": user["LastName"],
        "timezone": user["TimeZoneSidKey"],
        "photos": _photos(call),
        "mobile_phone": user["MobilePhone"],
        "mobile_phone_verified": False,
        "urls": _urls(call, org, user, call.arguments.get("version")),
        "active": user["IsActive"],
        "user_type": "STANDARD",
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": 0,
        "last_modified_date": user["LastModifiedDate"],
        "is_app_installed": True,
    }


def user_info(call: Call, org: Org, user: Record) -> dict[str, Any]:
    """Return OpenID Connect user info."""
    photos = _photos(call)
    return {
        "sub": call.link(f"/id/{org.id}/{user['Id']}"),
        "user_id": user["Id"],
        "organization_id": org.id,
        "preferred_username": user["Username"],
        "nickname": user["CommunityNickname"],
        "name": user["Name"],
        "email": user["Email"],
        "email_verified": True,
        "given_name": user["FirstName"],
        "family_name": user["LastName"],
        "zoneinfo": user["TimeZoneSidKey"],
        "photos": photos,
        "profile": call.link(f"/{user['Id']}"),
        "picture": photos["picture"],
        "address": {},
        "urls": _urls(call, org, user, None),
        "active": user["IsActive"],
        "user_type": "STANDARD",
        "language": user["LanguageLocaleKey"],
        "locale": user["LocaleSidKey"],
        "utcOffset": 0,
        "updated_at": user["LastModifiedDate"],
    }


def _photos(call: Call) -> dict[str, str]:
    return {"picture": call.link("/profilephoto/005/F"), "thumbnail": call.link("/profilephoto/005/T")}


def _urls(call: Call, org: Org, user: Record, version: str | None) -> dict[str, str]:
    shown = org.system.profile.api_version.pinned if version == "latest" else version or ANY_VERSION
    rest = call.link(f"/services/data/v{shown}/")
    return {
        "enterprise": call.link(f"/services/Soap/c/{shown}/{org.id}"),
        "metadata": call.link(f"/services/Soap/m/{shown}/{org.id}"),
        "partner": call.link(f"/services/Soap/u/{shown}/{org.id}"),
        "rest": rest,
        **{("tooling_rest" if name == "tooling" else name): f"{rest}{name}/" for name in REST},
        "profile": call.link(f"/{user['Id']}"),
        "custom_domain": call.request.origin,
    }
