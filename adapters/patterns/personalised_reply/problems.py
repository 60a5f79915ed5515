"""Errors as callers get them: problem details (RFC 9457) that say whether and when to try again."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import IntegrationError
from ...inbound.asgi import Answer
from ...stores.errors import StoreError
from .once import InProgress, KeyReused

MEDIA_TYPE = "application/problem+json"
BASE = "urn:problem:personalised-reply:"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Args:
        name: the last part of its type.
        status: the HTTP status.
        title: what it is, the same every time.
        retry_after_seconds: when the same request may succeed; ``None`` when it never will.
    """

    name: str
    status: int
    title: str
    retry_after_seconds: float | None = None


MALFORMED = Kind("malformed", 400, "The request cannot be read")
NO_KEY = Kind("idempotency-key-missing", 400, "The request has no usable Idempotency-Key")
NOT_FOUND = Kind("not-found", 404, "There is nothing here")
METHOD = Kind("method-not-allowed", 405, "The method is not allowed here")
IN_PROGRESS = Kind("in-progress", 409, "The same request is being worked on", 1.0)
TOO_LARGE = Kind("too-large", 413, "The request is too large")
MEDIA = Kind("unsupported-media-type", 415, "The request is not JSON")
INVALID = Kind("invalid", 422, "The request is not valid")
KEY_REUSED = Kind("idempotency-key-reused", 422, "The Idempotency-Key belongs to another request")
INTERNAL = Kind("internal", 500, "The service failed", 5.0)
OVERLOADED = Kind("overloaded", 503, "Too many replies are being worked on", 2.0)
UNAVAILABLE = Kind("unavailable", 503, "The service cannot work now", 5.0)

KIND_OF: tuple[tuple[type[Exception], Kind], ...] = (
    (KeyReused, KEY_REUSED),
    (InProgress, IN_PROGRESS),
    (StoreError, UNAVAILABLE),
)
"""By error; the first that fits counts, and anything else is ``INTERNAL``."""


class Problem(Exception):
    """A request that gets a problem in place of an answer.

    Args:
        kind: which.
        detail: what is wrong this time; never a value from the request.
        errors: place and message of everything that is not valid.
        headers: further headers.
    """

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.retry_after_seconds = kind.retry_after_seconds if retry_after_seconds is None else retry_after_seconds


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error is to a caller."""
    if isinstance(error, Problem):
        return error
    kind = next((kind for type, kind in KIND_OF if isinstance(error, type)), INTERNAL)
    detail = error.message if isinstance(error, IntegrationError) and kind is not INTERNAL else kind.title
    if kind is UNAVAILABLE:
        detail = "What was asked cannot be remembered now, so nothing was begun"
    return Problem(kind, detail, retry_after_seconds=getattr(error, "retry_after_seconds", None))


def answer_of(problem: Problem, request_id: str) -> Answer:
    """Return the answer that tells a problem."""
    kind, wait_seconds = problem.kind, problem.retry_after_seconds
    content: dict[str, object] = {
        "type": BASE + kind.name,
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "request_id": request_id,
        "retryable": wait_seconds is not None,
    }
    headers = {"content-type": MEDIA_TYPE, **problem.headers}
    if wait_seconds is not None:
        content["retry_after_seconds"] = math.ceil(wait_seconds)
        headers["retry-after"] = str(math.ceil(wait_seconds))
    if problem.errors:
        content["errors"] = list(problem.errors)
    return Answer(kind.status, content, headers)
