"""Telling callers apart: API token, password, OAuth token, and acting for somebody else."""

from __future__ import annotations

import hmac
from functools import lru_cache

from windtunnel.simulator import ANONYMOUS, Call, Caller, NotAuthenticated, NotPermitted, Record
from windtunnel.simulator.authentication import basic_credentials, bearer_token
from windtunnel.world.http import Request

from ..account import ACTOR, Account, Actor
from . import permissions

TOKEN_SUFFIX = "/token"
ON_BEHALF_OF = "x-on-behalf-of"


class WrongPassword(NotAuthenticated):
    """An address and a password that do not belong together; ``/users/me`` takes it for an anonymous call."""


def authenticated(call: Call, account: Account) -> Caller:
    """Return who calls, once it is known that he may.

    Raises:
        NotAuthenticated: no credentials, or wrong ones.
        NotPermitted: the scope of the token, or the role of the user, does not do for the operation.
    """
    caller = identified(call, account)
    actor = call.facts[ACTOR]
    permissions.check_scopes(call, caller)
    permissions.check_role(call, actor)
    return caller


def identified(call: Call, account: Account) -> Caller:
    """Return who calls, and remember on whose behalf.

    Raises:
        NotAuthenticated: no credentials, or wrong ones.
        NotPermitted: ``X-On-Behalf-Of`` from somebody who is no administrator.
    """
    caller, user = _identify(call, account)
    if user["suspended"] or not user["active"]:
        raise NotAuthenticated("revoked")
    deputy = call.request.headers.get(ON_BEHALF_OF)
    if deputy:
        user = _acted_for(account, user, deputy)
        caller = Caller(str(user["id"]), caller.app, caller.kind, caller.scopes, caller.token)
    call.facts[ACTOR] = Actor(user)
    return caller


def anonymous(call: Call) -> Caller:
    """Let a call through that nobody answers for."""
    call.facts[ACTOR] = Actor(None)
    return ANONYMOUS


def _identify(call: Call, account: Account) -> tuple[Caller, Record]:
    token = bearer_token(call.request)
    if token is not None:
        caller = account.tokens.kit.caller(token)
        return caller, _existing(account.user(caller.id))
    basic = _basic_credentials(call.request.headers.get("authorization", ""))
    if basic is None:
        raise NotAuthenticated("missing" if "authorization" not in call.request.headers else "invalid")
    name, secret = basic
    if name.endswith(TOKEN_SUFFIX):
        user = _by_api_token(account, name.removesuffix(TOKEN_SUFFIX), secret)
    else:
        user = _by_password(account, name, secret)
    return Caller(str(user["id"]), "", "basic"), user


@lru_cache(maxsize=256)
def _basic_credentials(header: str) -> tuple[str, str] | None:
    """Return user name and password of an Authorization header: a pure function of its text."""
    return basic_credentials(Request("GET", "/", headers={"authorization": header}))


def _by_api_token(account: Account, email: str, secret: str) -> Record:
    """Return the user; one API token serves every agent of the account."""
    user = account.user_by_email(email)
    if user is None or user["role"] == "end-user" or not _same(secret, account.credentials["api_token"]):
        raise NotAuthenticated("invalid")
    return user


def _by_password(account: Account, email: str, secret: str) -> Record:
    user = account.user_by_email(email)
    kept = account.store["_passwords"].get(str(user["id"])) if user is not None else None
    if user is None or kept is None or not _same(secret, kept["password"]):
        raise WrongPassword("invalid")
    return user


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(), kept.encode())


def _existing(user: Record | None) -> Record:
    if user is None:
        raise NotAuthenticated("revoked")
    return user


def _acted_for(account: Account, user: Record, deputy: str) -> Record:
    if user["role"] != "admin":
        raise NotPermitted
    found = account.user_by_email(deputy)
    if found is None or not found["active"]:
        raise NotAuthenticated("invalid")
    return found
