"""Who is calling: the API key, and the organization and project that a caller may name beside it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from windtunnel.simulator import Caller
from windtunnel.simulator.authentication import bearer_token
from windtunnel.world.http import Request

from .refusals import Unauthorized

PREFIXES = ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-")
SHOWN_CHARACTERS = 4
SHOWN_FROM_LENGTH = 12
NO_KEY = (
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth"
    " (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the"
    " API from your browser and are prompted for a username and password. You can obtain an API key from"
    " https://platform.openai.com/account/api-keys."
)
ACCOUNT_HEADERS = (("OpenAI-Organization", "organization"), ("OpenAI-Project", "project"))


def caller_of(request: Request, credentials: Mapping[str, str]) -> Caller:
    """Return who sent ``request``.

    Args:
        request: the request.
        credentials: ``api_key``, ``organization`` and ``project`` of the account.

    Raises:
        Unauthorized: no key, a wrong key, or an account that is not the key's.
    """
    key = bearer_token(request)
    if key is None:
        raise Unauthorized(NO_KEY, None)
    if not hmac.compare_digest(key.encode(), credentials["api_key"].encode()):
        raise Unauthorized(
            f"Incorrect API key provided: {masked(key)}. You can find your API key at"
            " https://platform.openai.com/account/api-keys.",
            "invalid_api_key",
        )
    for header, name in ACCOUNT_HEADERS:
        if request.headers.get(header.lower(), credentials[name]) != credentials[name]:
            message = f"{header} header should match {name} for API key"
            raise Unauthorized(message, f"mismatched_{name}")
    return Caller(id=credentials["project"], app=credentials["organization"])


def masked(key: str) -> str:
    """Return ``key`` with all but its prefix and last four characters hidden; a short one is hidden wholly."""
    if len(key) < SHOWN_FROM_LENGTH:
        return "*" * len(key)
    prefix = next((each for each in PREFIXES if key.startswith(each)), "")
    hidden = len(key) - len(prefix) - SHOWN_CHARACTERS
    return prefix + "*" * hidden + key[-SHOWN_CHARACTERS:] if hidden >= SHOWN_CHARACTERS else "*" * len(key)
