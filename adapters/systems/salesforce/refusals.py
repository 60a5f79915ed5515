"""How Salesforce refuses: a list of ``{"message", "errorCode"}``, whatever the status.

Source: the REST API's list of status codes and errors.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from pydantic import ValidationError

from ...errors import (
    AuthenticationFailed,
    ConfigurationError,
    IntegrationError,
    NotFound,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from ..calls import refuse_by_status
from ..wire import Place
from .wire import RestError

LIMIT_EXCEEDED = "REQUEST_LIMIT_EXCEEDED"
NOTHING_DONE = frozenset({"UNABLE_TO_LOCK_ROW", "QUERY_TIMEOUT", "SERVER_UNAVAILABLE"})

ERRORS: Mapping[str, type[IntegrationError]] = {
    LIMIT_EXCEEDED: QuotaExceeded,
    "INVALID_SESSION_ID": AuthenticationFailed,
    "API_DISABLED_FOR_ORG": ConfigurationError,
    "INSUFFICIENT_ACCESS_OR_READONLY": ConfigurationError,
    # fields and objects vanish for a user without permission, as if they had been removed
    "INVALID_FIELD": ConfigurationError,
    "INVALID_TYPE": ConfigurationError,
    "MALFORMED_QUERY": Rejected,
    # the cursor is two days old, or the org was restarted: the query can be asked again from its beginning
    "INVALID_QUERY_LOCATOR": SystemUnavailable,
    **dict.fromkeys(sorted(NOTHING_DONE), SystemUnavailable),
}
"""What the vendor's codes mean; for others the status decides."""


def refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for an answer that is no success.

    Raises:
        ContractError: the version or resource does not exist (any more).
        IntegrationError: any other refusal, by its code or status.
    """
    if response.is_success:
        return
    codes = error_codes(response)
    kind = next((ERRORS[code] for code in codes if code in ERRORS), None)
    detail = ", ".join(codes)
    if kind is not None:
        raise kind(f"{place.operation}: HTTP {response.status_code}, {detail}", system=place.system)
    try:
        refuse_by_status(response, place, now, detail)
    except NotFound:
        raise place.broken(f"HTTP {response.status_code}: version or resource is gone") from None


def error_codes(response: httpx.Response) -> tuple[str, ...]:
    """Return the codes of a refusal, none when the body is not the vendor's list of errors."""
    try:
        body = response.json()
        entries = body if isinstance(body, list) else []
        return tuple(RestError.model_validate(entry).code for entry in entries)
    except (ValueError, ValidationError, RecursionError):
        return ()
