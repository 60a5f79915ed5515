"""How NetSuite refuses: ``o:errorDetails`` with a code and, often, the path of the field to blame.

Source: the vendor's REST web services error handling. The list of codes is open; the same code can come with several
statuses.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from pydantic import ValidationError

from ...errors import (
    AuthenticationFailed,
    ConfigurationError,
    Conflict,
    IntegrationError,
    NotFound,
    QuotaExceeded,
    Rejected,
)
from ...outbound.retry_after import retry_after_seconds
from ..calls import refuse_by_status
from ..wire import Place
from .wire import ErrorBody, ErrorDetail

THROTTLED = frozenset(
    {
        "CONCURRENCY_LIMIT_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "SSS_REQUEST_LIMIT_EXCEEDED",
        "WS_CONCUR_SESSION_DISALLOWED",
    }
)
REJECTED = "USER_ERROR"
BROKEN = frozenset({"INVALID_CONTENT", "INVALID_HEADER", "NONEXISTENT_RECORD_TYPE"})
"""Said of what we always send, these mean that the API is not what it was."""

ERRORS: Mapping[str, type[IntegrationError]] = {
    "INVALID_LOGIN": AuthenticationFailed,
    "INSUFFICIENT_PERMISSION": ConfigurationError,
    # fields and records vanish for a role without permission, as if they had been removed
    "INVALID_PARAMETER": ConfigurationError,
    "NONEXISTENT_ID": NotFound,
    "INVALID_ID": Rejected,
    "IDEMPOTENCY_ERROR": Conflict,
    "RCRD_HAS_BEEN_CHANGED": Conflict,
}
"""What the vendor's codes mean; for others the status decides."""


def refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for an answer that is no success.

    Raises:
        ContractError: what we sent is not understood (any more).
        IntegrationError: any other refusal, by its code or status.
    """
    if response.is_success:
        return
    details = error_details(response)
    codes = tuple(detail.code for detail in details)
    told = f"{place.operation}: HTTP {response.status_code}, {', '.join(codes)}"
    if BROKEN.intersection(codes):
        raise place.broken(f"HTTP {response.status_code}, {', '.join(codes)}", _path(details))
    if REJECTED in codes:
        fields = tuple(detail.path for detail in details if detail.path is not None)
        raise Rejected(told, system=place.system, fields=fields)
    if THROTTLED.intersection(codes):
        seconds = retry_after_seconds(response.headers, now)
        raise QuotaExceeded(told, system=place.system, retry_after_seconds=seconds)
    kind = next((ERRORS[code] for code in codes if code in ERRORS), None)
    if kind is not None:
        raise kind(told, system=place.system)
    refuse_by_status(response, place, now, ", ".join(codes))


def error_codes(response: httpx.Response) -> tuple[str, ...]:
    """Return the codes of a refusal, none when the body is not the vendor's."""
    return tuple(detail.code for detail in error_details(response))


def error_details(response: httpx.Response) -> tuple[ErrorDetail, ...]:
    """Return the entries of a refusal, none when the body is not the vendor's."""
    try:
        return tuple(ErrorBody.model_validate(response.json()).details)
    except (ValueError, ValidationError, RecursionError):
        return ()


def _path(details: tuple[ErrorDetail, ...]) -> str | None:
    return next((detail.path for detail in details if detail.path is not None), None)
