"""Reading a request: every header and the body are checked before anything is done."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from ...inbound.asgi import Request
from ...json_values import decoded
from .messages import ReplyRequest
from .problems import INVALID, MALFORMED, MEDIA, NO_KEY, Problem

IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
ERRORS_MAX = 20

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?([0-9]{1,6})\"?(?=$|[,;\s])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a reply.

    Args:
        key: the caller's idempotency key.
        request: the question.
        digest: of the question; equal for equal questions, however they were written down.
        seconds: how long the caller waits; ``None`` when it does not say.
    """

    key: str
    request: ReplyRequest
    digest: str
    seconds: float | None


def request_id_of(headers: Mapping[str, str]) -> str | None:
    """Return the caller's id of the request; ``None`` when there is none that is fit to be repeated."""
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else None


def key_of(headers: Mapping[str, str]) -> str | None:
    """Return the caller's idempotency key; ``None`` when there is none that can be used."""
    given = headers.get("idempotency-key", "")
    return given if IDEMPOTENCY_KEY.fullmatch(given) else None


def read_asked(request: Request) -> Asked:
    """Check a request for a reply.

    Raises:
        Problem: naming what is wrong, without repeating it.
    """
    key = key_of(request.headers)
    if key is None:
        raise Problem(NO_KEY, "Idempotency-Key must be 1 to 64 letters, digits, dots, hyphens and underscores")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(MEDIA, "The body must be application/json", headers={"accept-post": "application/json"})
    question = _question(_decoded(request.body))
    return Asked(key, question, _digest(question), _wait_seconds(request.headers))


def _decoded(body: bytes) -> object:
    try:
        return decoded(body)
    except (ValueError, RecursionError):
        raise Problem(MALFORMED, "The body is not JSON") from None


def _question(body: object) -> ReplyRequest:
    try:
        return ReplyRequest.model_validate(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    errors = [_shown(each["loc"], each["type"], each["msg"]) for each in found[:ERRORS_MAX]]
    raise Problem(INVALID, "The body does not fit the contract", errors=errors)


def _shown(location: tuple[int | str, ...], type: str, message: str) -> dict[str, str]:
    if type == "extra_forbidden":  # its name is the caller's own text
        return {"place": "body", "message": "has a property that the contract does not know"}
    return {"place": ".".join(("body", *(str(part) for part in location))), "message": message}


def _digest(question: ReplyRequest) -> str:
    return hashlib.sha256(json.dumps(question.model_dump(), sort_keys=True).encode()).hexdigest()


def _wait_seconds(headers: Mapping[str, str]) -> float | None:
    """Return the preference ``wait`` (RFC 7240); other preferences are none of ours, as the RFC wants it."""
    found = _WAIT.search(headers.get("prefer", ""))
    return max(float(found[1]), 1.0) if found else None
