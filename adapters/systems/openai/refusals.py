"""How OpenAI refuses: ``{"error": {"message", "type", "param", "code"}}``, as a body or in the middle of a
stream.

Source: the vendor's OpenAPI description and its catalogue of error codes. Messages quote keys and texts, so
they are never passed on; types and codes are open lists.
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
    QualityError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from ..calls import json_of_refusal, refuse_by_status
from ..wire import Place
from .wire import Failure, FailureAnswer

SPENT = frozenset({"insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded"})
"""429 that waiting does not heal: somebody has to pay."""

FILTERED = frozenset({"content_filter", "content_policy_violation"})

IN_STREAM: Mapping[str, type[IntegrationError]] = {
    **dict.fromkeys(sorted(SPENT), ConfigurationError),
    "rate_limit_exceeded": QuotaExceeded,
    "slow_down": QuotaExceeded,
    "rate_limit_error": QuotaExceeded,
    "tokens": QuotaExceeded,
    "requests": QuotaExceeded,
    "invalid_api_key": AuthenticationFailed,
    "model_not_found": ConfigurationError,
    "invalid_request_error": Rejected,
}
"""By code, then by type; anything else in the middle of a stream is an outage of the service."""

_WORD = re.compile(r"[A-Za-z0-9_.\[\]-]{1,80}")


def refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for an answer that is no success.

    Raises:
        ConfigurationError: money, permission or model is missing.
        Rejected: the question is wrong; names the parameter.
        ContractError: the endpoint does not exist (any more).
        IntegrationError: any other refusal, by its status.
    """
    if response.is_success:
        return
    failure = failure_of(json_of_refusal(response, place))
    code = _code(failure)
    message = f"{place.operation}: HTTP {response.status_code} {code}".rstrip()
    if code in SPENT or code == "model_not_found":
        raise ConfigurationError(message, system=place.system)
    if response.status_code == 400 and failure is not None:
        raise _rejected(message, code, failure, place)
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


def failure_in_stream(body: JsonValue, place: Place) -> IntegrationError:
    """Return the error for an event that is a failure."""
    failure = failure_of(body)
    code = _code(failure)
    message = f"{place.operation}: in the stream: {code}"
    if failure is None:
        return place.broken("is no failure as the vendor describes it", "error")
    if code in FILTERED:
        return QualityError(message, gate="content_filter", system=place.system)
    kind = IN_STREAM.get(failure.code or "") or IN_STREAM.get(failure.type or "") or SystemUnavailable
    return kind(message, system=place.system)


def _rejected(message: str, code: str, failure: Failure, place: Place) -> IntegrationError:
    if code in FILTERED:
        return QualityError(message, gate="content_filter", system=place.system)
    param = failure.param or ""
    fields = (param,) if _WORD.fullmatch(param) else ()
    return Rejected(" ".join([message, *fields]), system=place.system, fields=fields)


def _code(failure: Failure | None) -> str:
    """Return code or type, whichever is there and is a plain word."""
    words = (failure.code, failure.type) if failure else ()
    return next((word for word in words if word and _WORD.fullmatch(word)), "")
