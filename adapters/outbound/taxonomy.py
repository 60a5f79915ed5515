"""From what httpx says to the errors of this integration, and whether a body is what it claims to be."""

from __future__ import annotations

from functools import lru_cache

import httpx
from pydantic import JsonValue

from ..errors import (
    AuthenticationFailed,
    ClientError,
    ConfigurationError,
    Conflict,
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from ..json_values import decoded
from .intent import intent_of, is_read_only
from .retry_after import retry_after_seconds
from .verdict import Outcome, classify_status

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
OURS = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL)
"""Never sent, and never will be: the request or the settings are wrong."""
SENT = (httpx.TransportError, httpx.DecodingError)
"""Given to the network, by us or on the way back; those in ``NOT_SENT`` did not get far."""

_REFUSALS: dict[int, type[ClientError | ConfigurationError]] = {
    401: AuthenticationFailed,
    403: ConfigurationError,
    404: NotFound,
    407: ConfigurationError,
    409: Conflict,
    410: NotFound,
    412: Conflict,
    501: ClientError,
    505: ClientError,
}


def outcome_of(error: Exception) -> Outcome:
    """Return how an attempt ended that raised ``error``, one of ``SENT``."""
    return Outcome.NOT_SENT if isinstance(error, NOT_SENT) else Outcome.IN_DOUBT


def error_of(error: Exception, *, system: str, request: httpx.Request) -> Exception:
    """Return the error of this integration for one of httpx; any other error is returned as it is.

    A request that was sent and not answered is ``OutcomeUnknown``, unless it is read-only. Messages name the
    kind of error and the operation only, since those of httpx can hold parts of the URL.
    """
    if not isinstance(error, httpx.RequestError | httpx.InvalidURL):
        return error
    intent = intent_of(request)
    message = f"{intent.operation}: {type(error).__name__}"
    if isinstance(error, OURS):
        return ConfigurationError(message, system=system)
    if outcome_of(error) is Outcome.NOT_SENT or is_read_only(request, intent):
        return SystemUnavailable(message, system=system)
    return OutcomeUnknown(message, system=system)


def check_status(
    response: httpx.Response, *, system: str, version: str, operation: str, now: float, detail: str = ""
) -> None:
    """Check that the answer says success (2xx), or 304.

    Args:
        response: the answer.
        system, version, operation: named in errors.
        now: seconds since the epoch, for a ``Retry-After`` that is a date.
        detail: the vendor's error code; it ends up in error messages, so it must hold no value from a
            payload.

    Raises:
        AuthenticationFailed: 401.
        ConfigurationError: 403, 407: a permission is missing.
        NotFound: 404, 410.
        Conflict: 409, 412.
        QuotaExceeded: 429.
        Rejected: any other 4xx.
        ClientError: 501, 505: the system does not know how.
        SystemUnavailable: any other 5xx.
        OutcomeUnknown: such a 5xx, except 503, for a request that can have changed something.
        ContractError: a redirection, which no contract here foresees.
    """
    status = response.status_code
    if response.is_success or status == 304:
        return
    message = f"{operation}: HTTP {status}" + (f", {detail}" if detail else "")
    if status < 400:
        raise ContractError(f"HTTP {status}", system=system, version=version, operation=operation)
    if status == 429:
        retry_after = retry_after_seconds(response.headers, now)
        raise QuotaExceeded(message, system=system, retry_after_seconds=retry_after)
    refusal = _REFUSALS.get(status)
    if refusal is not None:
        raise refusal(message, system=system)
    raise Rejected(message, system=system) if status < 500 else _server_error(response, message, system)


def _server_error(response: httpx.Response, message: str, system: str) -> IntegrationError:
    request = response.request
    outcome = classify_status(response).outcome
    if outcome is Outcome.IN_DOUBT and not is_read_only(request, intent_of(request)):
        return OutcomeUnknown(message, system=system)
    return SystemUnavailable(message, system=system)


def expect_json(response: httpx.Response, *, system: str, version: str, operation: str) -> JsonValue:
    """Return the decoded body of an answer that has been read.

    Raises:
        ContractError: the body is not JSON: HTML of a proxy, cut off, empty, of another content type, or with
            numbers that JSON does not have.
    """
    content_type = response.headers.get("content-type", "")
    if content_type and not _is_json(content_type):
        message = f"expected JSON, got {content_type.partition(';')[0].strip()!r}"
        raise ContractError(message, system=system, version=version, operation=operation)
    try:
        return decoded(response.content)
    except (ValueError, RecursionError):
        message = f"the body is not JSON ({len(response.content)} bytes)"
    # raised here and not above, since json's error holds the whole body and would hang on as the context
    raise ContractError(message, system=system, version=version, operation=operation)


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")
