"""Identities of users over the API."""

from __future__ import annotations

from windtunnel.simulator import Call, Operations, Record, RecordNotFound
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..bodies import root, text, truth
from ..paging import Listing, listed
from ..records import all_shown, shown
from ..refusals import invalid
from . import emails
from .users import require

operations = Operations()
WRITABLE = frozenset({"type", "value", "verified", "primary", "skip_verify_email", "id", "user_id"})


@operations.bind("ListUserIdentities")
def list_identities(call: Call) -> Response:
    """List the identities of a user."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    return listed(call, emails.of(account, user), Listing("identities"))


@operations.bind("ShowUserIdentity")
def show_identity(call: Call) -> Response:
    """Show one identity."""
    return _show(call, _require(account_of(call), call))


@operations.bind("CreateUserIdentity")
def create_identity(call: Call) -> Response:
    """Give a user one more identity."""
    account = account_of(call)
    user = require(account, call.parameters["user_id"])
    values = root(call, "identity", WRITABLE)
    kind, value = text(values.get("type"), "identity.type"), text(values.get("value"), "identity.value")
    verified = bool(truth(values.get("verified"), "identity.verified"))
    identity = emails.add(account, user, kind or "", value or "", primary=False, verified=verified)
    if values.get("primary"):
        return _show(call, _as_primary(account, identity), 201)
    return _show(call, identity, 201)


@operations.bind("UpdateUserIdentity")
def update_identity(call: Call) -> Response:
    """Verify an identity, or change its value."""
    account = account_of(call)
    identity, values = _require(account, call), root(call, "identity", WRITABLE)
    changes: dict[str, object] = {"updated_at": account.now()}
    if "verified" in values:
        changes["verified"] = bool(truth(values["verified"], "identity.verified"))
    value = text(values.get("value"), "identity.value")
    if value is not None and value != identity["value"]:
        changes["value"] = value.strip().lower() if identity["type"] == "email" else value.strip()
        emails.check_free(account, {"id": identity["user_id"]}, identity["type"], str(changes["value"]))
        if identity["primary"] and identity["type"] == "email":
            account.store["users"].update(str(identity["user_id"]), {"email": changes["value"]})
    return _show(call, account.store["identities"].update(str(identity["id"]), changes))


@operations.bind("DeleteUserIdentity")
def delete_identity(call: Call) -> Response:
    """Take an identity from a user; the primary address cannot be taken."""
    account = account_of(call)
    identity = _require(account, call)
    if identity["primary"]:
        raise invalid("base", "", "The primary identity cannot be deleted")
    account.store["identities"].remove(str(identity["id"]))
    return Response(204)


@operations.bind("MakeUserIdentityPrimary")
def make_primary(call: Call) -> Response:
    """Make an identity the primary one and list them all."""
    account = account_of(call)
    identity = _as_primary(account, _require(account, call))
    identities = emails.of(account, {"id": identity["user_id"]})
    ordered = sorted(identities, key=lambda each: not each["primary"])
    return json_response({"identities": all_shown(ordered, call.request.origin)})


@operations.bind("RequestUserVerfication")
def request_verification(call: Call) -> Response:
    """Ask a user to confirm an address."""
    _require(account_of(call), call)
    return Response(200)


@operations.bind("VerifyUserIdentity")
def verify(call: Call) -> Response:
    """Mark an identity as confirmed."""
    account = account_of(call)
    identity = _require(account, call)
    changes = {"verified": True, "updated_at": account.now()}
    return _show(call, account.store["identities"].update(str(identity["id"]), changes))


def _as_primary(account: Account, identity: Record) -> Record:
    now, identities = account.now(), account.store["identities"]
    for other in identities.where("user_id", identity["user_id"]):
        if other["primary"] and other["id"] != identity["id"] and other["type"] == identity["type"]:
            identities.update(str(other["id"]), {"primary": False, "updated_at": now})
    if identity["type"] == "email":
        changes = {"email": identity["value"], "updated_at": now}
        account.store["users"].update(str(identity["user_id"]), changes)
    return identities.update(str(identity["id"]), {"primary": True, "updated_at": now})


def _require(account: Account, call: Call) -> Record:
    user = require(account, call.parameters["user_id"])
    identity = account.store["identities"].get(call.parameters["user_identity_id"])
    if identity is None or identity["user_id"] != user["id"]:
        raise RecordNotFound("identity", call.parameters["user_identity_id"])
    return identity


def _show(call: Call, identity: Record, status: int = 200) -> Response:
    content = shown(identity, call.request.origin)
    return json_response({"identity": content}, status, [("Location", content["url"])] if status == 201 else None)
