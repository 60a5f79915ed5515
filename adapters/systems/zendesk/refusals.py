"""How Zendesk refuses: four envelopes that have nothing in common.

``{"error": "RecordNotFound", ...}``, ``{"error": {"title": "Forbidden", ...}}``, ``{"errors": [{"code":
...}]}`` and plain text; validation errors tell the fields in ``details``.
"""

from __future__ import annotations

import re

import httpx
from pydantic import JsonValue

from ...errors import Rejected
from ..calls import json_of_refusal, refuse_by_status
from ..wire import Place

RECORD_NOT_FOUND = "RecordNotFound"

_CODE = re.compile(r"[A-Z][A-Za-z]{1,60}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,60}")


def refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for an answer that is no success.

    Raises:
        NotFound: the record does not exist.
        ContractError: the endpoint does not exist (any more).
        Rejected: validation failed; names the fields.
        IntegrationError: any other refusal, by its status.
    """
    if response.is_success:
        return
    body = json_of_refusal(response, place)
    code = _code(body)
    if response.status_code == 404 and code != RECORD_NOT_FOUND:
        raise place.broken("HTTP 404 that is not about a record: the endpoint is gone")
    if response.status_code == 422:
        fields = _fields(body)
        message = f"{place.operation}: HTTP 422 {code} {', '.join(fields)}".rstrip()
        raise Rejected(message, system=place.system, fields=fields)
    refuse_by_status(response, place, now, code)


def _code(body: JsonValue) -> str:
    """Return the vendor's code, empty when there is none: other texts could quote the payload."""
    error = body.get("error") if isinstance(body, dict) else None
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    candidates = (
        error,
        error.get("title") if isinstance(error, dict) else None,
        first.get("code") if isinstance(first, dict) else None,
    )
    return next((text for text in candidates if isinstance(text, str) and _CODE.fullmatch(text)), "")


def _fields(body: JsonValue) -> tuple[str, ...]:
    details = body.get("details") if isinstance(body, dict) else None
    names = details if isinstance(details, dict) else {}
    return tuple(name for name in names if _FIELD.fullmatch(name))
