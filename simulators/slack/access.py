"""Tokens and scopes: who calls, and whether he may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.contract.document import Operation
from windtunnel.simulator import Call, Caller, NotAuthenticated, Record, Store
from windtunnel.simulator.authentication import Tokens, bearer_token

from .bodies import form_token
from .refusals import Refused, ScopeMissing

TOKEN_KINDS = (
    ("xoxb-", "bot"),
    ("xoxe.xoxb-", "bot"),
    ("xoxp-", "user"),
    ("xoxe.xoxp-", "user"),
    ("xapp-", "app"),
)
SCHEMES: Mapping[str, tuple[str, ...]] = {
    "slackAuth": ("bot", "user"),
    "userAuth": ("user",),
    "appAuth": ("app",),
}
ANY_TOKEN = frozenset({"auth_test", "auth_revoke"})
BOT_ONLY = ("chat_startStream", "chat_appendStream", "chat_stopStream", "assistant_threads_")
FAMILIES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def kind_of(caller: Caller) -> str:
    """Return ``bot``, ``user`` or ``app``; empty for a caller without a token."""
    return token_kind(caller.token or "")


def token_kind(token: str) -> str:
    """Return what a token's prefix says of it."""
    return next((kind for prefix, kind in TOKEN_KINDS if token.startswith(prefix)), "")


def sent_token(call: Call) -> str:
    """Return the token of a call: from the header, or from a field of a form.

    Raises:
        NotAuthenticated: there is none.
    """
    token = bearer_token(call.request) or form_token(call)
    if token is None:
        raise NotAuthenticated("missing")
    return token


def authenticated(call: Call, tokens: Tokens, store: Store) -> Caller:
    """Return who calls, once it is known that his token will do for the method; refusals tell its scopes too.

    Raises:
        NotAuthenticated: the token is missing, unknown, expired or revoked, or its user was deleted.
        Refused: ``not_allowed_token_type``, ``missing_scope``.
    """
    token = sent_token(call)
    caller = tokens.caller(token)
    user = store["users"].get(caller.id)
    if user is not None and user["deleted"]:
        raise NotAuthenticated("revoked", code="account_inactive")
    call.caller = caller
    assert call.operation is not None
    _check_kind(call.operation, kind_of(caller))
    accepted = call.operation.scopes
    if accepted and set(accepted).isdisjoint(caller.scopes):
        raise ScopeMissing(accepted, caller.scopes)
    return caller


def check_scope_for(call: Call, channel: Record) -> None:
    """Check that the token has the scope which fits the kind of conversation.

    Raises:
        Refused: ``missing_scope``.
    """
    if call.operation is None:
        return
    family = FAMILIES[conversation_type(channel)]
    fitting = [scope for scope in call.operation.scopes if scope.split(":")[0] == family]
    if fitting and not set(fitting) & set(call.caller.scopes):
        raise ScopeMissing(fitting, call.caller.scopes)


def conversation_type(channel: Mapping[str, Any]) -> str:
    """Return ``channel``, ``group``, ``im`` or ``mpim``."""
    if channel.get("is_im"):
        return "im"
    if channel.get("is_mpim"):
        return "mpim"
    return "group" if channel.get("is_private") else "channel"


def _check_kind(operation: Operation, kind: str) -> None:
    schemes = [name for requirement in operation.raw.get("security", ({"slackAuth": []},)) for name in requirement]
    allowed = {taken for scheme in schemes for taken in SCHEMES.get(scheme, ())}
    if operation.id.startswith(BOT_ONLY):
        allowed = {"bot"}
    if kind not in allowed and operation.id not in ANY_TOKEN:
        raise Refused("not_allowed_token_type")
