"""How Anthropic refuses: ``{"type": "error", "error": {"type", "message", "details"?}, "request_id"}``, as a body or in
the middle of a stream.

Source: Errors, and the vendor's own client. Messages quote keys and texts, so they are never passed on; of a message
only the place at its beginning is, when it is a plain path. Types and codes are open lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx
from pydantic import JsonValue, ValidationError

from ...errors import (
    AuthenticationFailed,
    ConfigurationError,
    IntegrationError,
    NotFound,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from ..calls import json_of_refusal, refuse_by_status
from ..wire import Place
from .wire import Failure, FailureAnswer

SPENT = frozenset({"billing_error", "contract_spend_limit_reached", "enforced_spend_limit_reached"})
"""Waiting does not heal these: somebody has to pay, or to raise a limit."""
NO_CREDIT = "Your credit balance is too low"
NO_MODEL = "model:"

IN_STREAM: Mapping[str, type[IntegrationError]] = {
    "authentication_error": AuthenticationFailed,
    "billing_error": ConfigurationError,
    "invalid_request_error": Rejected,
    "not_found_error": ConfigurationError,
    "permission_error": ConfigurationError,
    "rate_limit_error": QuotaExceeded,
    "request_too_large": Rejected,
}
"""By type; anything else in the middle of a stream is an outage of the service."""

_WORD = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_PLACE = re.compile(r"([a-z0-9_]+(?:\.[a-z0-9_]+){0,12}): ")


def refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for an answer that is no success.

    Raises:
        ConfigurationError: money, permission or model is missing.
        Rejected: the question is wrong; names the place.
        ContractError: the endpoint does not exist (any more).
        IntegrationError: any other refusal, by its status.
    """
    if response.is_success:
        return
    failure = failure_of(json_of_refusal(response, place))
    code = _code(failure)
    message = f"{place.operation}: HTTP {response.status_code} {code}".rstrip()
    if is_spent(failure) or (response.status_code == 404 and failure and failure.message.startswith(NO_MODEL)):
        raise ConfigurationError(message, system=place.system)
    if response.status_code == 400 and failure is not None:
        fields = _fields(failure)
        raise Rejected(" ".join([message, *fields]), system=place.system, fields=fields)
    try:
        refuse_by_status(response, place, now, code)
    except NotFound:
        raise place.broken(f"HTTP {response.status_code} {code}: the endpoint is gone".replace("  ", " ")) from None


def failure_of(body: JsonValue) -> Failure | None:
    """Return what went wrong, ``None`` when ``body`` does not say it in the vendor's way."""
    try:
        return FailureAnswer.model_validate(body).error
    except ValidationError:
        return None


def is_spent(failure: Failure | None) -> bool:
    """Return whether a failure means that the money is spent."""
    if failure is None:
        return False
    return not SPENT.isdisjoint({failure.type, failure.code}) or failure.message.startswith(NO_CREDIT)


def failure_in_stream(body: JsonValue, place: Place) -> IntegrationError:
    """Return the error for an event that is a failure."""
    failure = failure_of(body)
    if failure is None:
        return place.broken("is no failure as the vendor describes it", "error")
    message = f"{place.operation}: in the stream: {_code(failure)}"
    kind = ConfigurationError if is_spent(failure) else IN_STREAM.get(failure.type, SystemUnavailable)
    return kind(message, system=place.system)


def _fields(failure: Failure) -> tuple[str, ...]:
    found = _PLACE.match(failure.message)
    return (found[1],) if found else ()


def _code(failure: Failure | None) -> str:
    """Return code or type, whichever is there and is a plain word."""
    words = (failure.code, failure.type) if failure else ()
    return next((word for word in words if _WORD.fullmatch(word)), "")
