"""One exchange with a token endpoint (RFC 6749, 5)."""

from __future__ import annotations

from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import AuthenticationFailed, ContractError, OutcomeUnknown, QuotaExceeded, SystemUnavailable
from ..masking import Secret
from ..outbound.intent import intent_of, is_read_only
from ..outbound.retry_after import retry_after_seconds
from ..outbound.taxonomy import SENT, error_of, expect_json
from ..outbound.verdict import Outcome, classify_status
from .grants import OPERATION
from .token import Token

VERSION = "OAuth 2.0"
ERROR_CODES = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
"""The codes of RFC 6749, 5.2; others are not repeated in messages, since they could be anything."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    access_token: Annotated[str, Field(strict=True, min_length=1)]
    expires_in: Annotated[float, Field(ge=0.0, allow_inf_nan=False)] | None = None
    refresh_token: Annotated[str, Field(strict=True, min_length=1)] | None = None


async def exchange(request: httpx.Request, transport: httpx.AsyncBaseTransport, *, system: str, now: float) -> Token:
    """Send ``request`` once and return the token.

    Raises:
        AuthenticationFailed: the endpoint refuses us.
        QuotaExceeded: too many requests for tokens.
        SystemUnavailable: nothing was used up; the same can be sent again.
        OutcomeUnknown: the answer was lost, and with it what the request has used up.
        ContractError: the answer is not what RFC 6749 says.
    """
    try:
        response = await transport.handle_async_request(request)
        await response.aread()
    except SENT as error:
        raise error_of(error, system=system, request=request) from error
    if response.status_code != 200:
        raise _refusal(response, request, system, now)
    return _read(response, system, now)


def _read(response: httpx.Response, system: str, now: float) -> Token:
    body = expect_json(response, system=system, version=VERSION, operation=OPERATION)
    answer = _checked(body, system)
    expires_at = None if answer.expires_in is None else now + answer.expires_in
    refresh = None if answer.refresh_token is None else Secret(answer.refresh_token)
    return Token(Secret(answer.access_token), expires_at, refresh)


def _checked(body: object, system: str) -> _Answer:
    try:
        return _Answer.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        message, field = first["msg"], ".".join(str(part) for part in first["loc"]) or None
    # raised here and not above, since pydantic's error holds the tokens and would hang on as the context
    raise ContractError(message, system=system, version=VERSION, operation=OPERATION, field=field)


def _refusal(response: httpx.Response, request: httpx.Request, system: str, now: float) -> Exception:
    status = response.status_code
    message = f"{OPERATION}: HTTP {status}{_error_code(response)}"
    outcome = classify_status(response).outcome
    if outcome is Outcome.THROTTLED:
        seconds = retry_after_seconds(response.headers, now)
        return QuotaExceeded(message, system=system, retry_after_seconds=seconds)
    if outcome is Outcome.IN_DOUBT and not is_read_only(request, intent_of(request)):
        return OutcomeUnknown(message, system=system)
    if outcome is not Outcome.ANSWERED:
        return SystemUnavailable(message, system=system)
    if status in (400, 401, 403):
        return AuthenticationFailed(message, system=system)
    return ContractError(f"HTTP {status}", system=system, version=VERSION, operation=OPERATION)


def _error_code(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return ""
    code = body.get("error") if isinstance(body, dict) else None
    return f", {code}" if isinstance(code, str) and code in ERROR_CODES else ""
