"""Who is calling: the key, in either of two headers, and the workspace that a caller may name beside it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from windtunnel.simulator import Caller
from windtunnel.simulator.authentication import bearer_token
from windtunnel.world.http import Request

from .refusals import Refused, Unauthorized

API_KEY = "x-api-key"
WORKSPACE = "anthropic-workspace-id"
NO_KEY = "x-api-key header is required"
WRONG_KEY = "invalid x-api-key"
WRONG_BEARER = "Invalid bearer token"
OTHER_WORKSPACE = "The requested workspace does not match the API key."


def caller_of(request: Request, credentials: Mapping[str, str], wanted: str) -> Caller:
    """Return who sent ``request``.

    Args:
        request: the request.
        credentials: ``api_key``, ``admin_key``, ``organization`` and ``workspace`` of the account.
        wanted: which of the two keys the operation needs.

    Raises:
        Unauthorized: no key, or a wrong one.
        Refused: the workspace is not the key's.
    """
    key, refusal = request.headers.get(API_KEY), WRONG_KEY
    if not key:
        key, refusal = bearer_token(request), WRONG_BEARER
    if not key:
        raise Unauthorized(NO_KEY)
    if not hmac.compare_digest(key.encode(), credentials[wanted].encode()):
        raise Unauthorized(refusal)
    if request.headers.get(WORKSPACE, credentials["workspace"]) != credentials["workspace"]:
        raise Refused(OTHER_WORKSPACE, status=403)
    return Caller(id=credentials["workspace"], app=credentials["organization"])
