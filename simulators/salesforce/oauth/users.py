"""Users and their passwords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from ..answers import answer, empty
from ..bodies import json_object, require
from ..errors import OAuthRefused, refusal
from ..lookup import require as require_record
from ..org import Org, org_of

operations = Operations()
PASSWORDS = "_passwords"
ATTEMPTS = "_login_attempts"
HOUR_SECONDS = 3600


def user_named(org: Org, username: str) -> Record | None:
    """Return the user with a username, in any case."""
    found = org.store["User"].where_folded("Username", username)
    return found[0] if found else None


def logged_in(org: Org, username: str, password: str, *, trusted: bool = False) -> Record:
    """Return the user whom a username and a password with security token identify.

    Args:
        org: the organisation.
        username: of the user.
        password: with the security token appended.
        trusted: whether the password alone is enough.

    Raises:
        OAuthRefused: wrong credentials, an inactive user, or too many attempts.
    """
    _count_attempt(org, username)
    user = user_named(org, username)
    known = password_of(org, user) if user is not None else None
    token = org.system.credentials["security_token"]
    accepted = (f"{known}{token}", known) if trusted else (f"{known}{token}",)
    if user is None or known is None or password not in accepted:
        raise OAuthRefused("invalid_grant", "authentication failure")
    require_active(user)
    return user


def require_active(user: Record) -> None:
    """Check that a user may log in.

    Raises:
        OAuthRefused: the user is inactive.
    """
    if user.get("IsActive") is False:
        raise OAuthRefused("inactive_user", "user is inactive")


def password_of(org: Org, user: Record) -> str | None:
    """Return a user's password; only the user of the credentials has one from the start."""
    changed = org.store[PASSWORDS].get(str(user["Id"]))
    if changed is not None:
        return str(changed["password"])
    return org.system.credentials["password"] if user["Id"] == org.user_id else None


def _count_attempt(org: Org, username: str) -> None:
    hour, key = int(org.now // HOUR_SECONDS), username.lower()
    before: Mapping[str, Any] = org.store[ATTEMPTS].get(key) or {"hour": hour, "count": 0}
    count = before["count"] + 1 if before["hour"] == hour else 1
    org.store[ATTEMPTS].put(key, {"hour": hour, "count": count})
    if count > org.limit("login_attempts_per_hour"):
        raise OAuthRefused("rate_limit_exceeded", "login rate exceeded")


@operations.bind("GetUserPasswordStatus")
def get_user_password_status(call: Call) -> Response:
    """Tell that a user's password has not expired: passwords here never do."""
    org = org_of(call)
    require_record(org, org.type("User"), call.parameters["user_id"])
    return answer(call, {"isExpired": False})


@operations.bind("SetUserPassword")
def set_user_password(call: Call) -> Response:
    """Set a user's password; sessions stay open."""
    org = org_of(call)
    user = require_record(org, org.type("User"), call.parameters["user_id"])
    password = require(json_object(call), "NewPassword", str)
    if len(password) < 8:
        raise refusal("INVALID_NEW_PASSWORD", "Your password must be at least 8 characters long.")
    org.store[PASSWORDS].put(str(user["Id"]), {"password": password})
    return empty()
