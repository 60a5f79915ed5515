"""Slack's envelope: HTTP 200 with ``ok``, whatever happened. Only 429 and outages change the status."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

from windtunnel.simulator import (
    Call,
    MalformedBody,
    MethodNotAllowed,
    NotAuthenticated,
    NotBuilt,
    Problem,
    QuotaExhausted,
    UnknownRoute,
    UnsupportedMedia,
)
from windtunnel.world.http import Response, json_response, text_response

from .notes import notes_of
from .refusals import HookRefused, Refused

API_PREFIX = "/api/"
HTML = "text/html; charset=utf-8"
SIGN_IN = "https://slack.com/signin"
TEXT_OPERATIONS = frozenset({"incoming_webhook", "upload_file", "download_file"})
AUTHENTICATION_CODES = {
    "missing": "not_authed",
    "invalid": "invalid_auth",
    "expired": "token_expired",
    "revoked": "token_revoked",
}
CODES: tuple[tuple[type[Problem], str], ...] = (
    (QuotaExhausted, "ratelimited"),
    (MalformedBody, "invalid_json"),
    (UnsupportedMedia, "invalid_post_type"),
    (UnknownRoute, "unknown_method"),
    (MethodNotAllowed, "unknown_method"),
    (NotBuilt, "not_implemented"),
)
STATUS_CODES = {429: "ratelimited", 500: "internal_error", 503: "service_unavailable"}
KEPT_STATUSES = (429, 500)
"""From the second on, and for the first, the status of a problem is the status of the answer; others are 200."""


def ok(call: Call, **fields: Any) -> Response:
    """Return a success with ``fields``."""
    content = {"ok": True, **fields}
    notes_of(call).add_to(content)
    return json_response(content)


def refusal(problem: Problem, call: Call) -> Response:
    """Return ``problem`` as Slack says it."""
    if call.operation_id in TEXT_OPERATIONS or not call.request.path.startswith((API_PREFIX, "/actions/")):
        return _with_retry(_text_refusal(problem, call), problem)
    content: dict[str, Any] = {"ok": False, "error": code_of(problem)}
    if isinstance(problem, Refused):
        content |= problem.details
        _add_messages(content, problem.messages)
    if isinstance(problem, NotBuilt):
        _add_messages(content, (problem.message,))
    if isinstance(problem, UnknownRoute):
        content["req_method"] = call.request.path.removeprefix(API_PREFIX)
    notes_of(call).add_to(content)
    return _with_retry(json_response(content, _status(problem, call)), problem)


def front_door(status: int) -> Response:
    """Return what Slack's edge answers while the service behind it fails."""
    return json_response({"ok": False, "error": STATUS_CODES.get(status, "fatal_error")}, status)


def code_of(problem: Problem) -> str:
    """Return the vendor's code for ``problem``."""
    if problem.code is not None:
        return problem.code
    if isinstance(problem, NotAuthenticated):
        return AUTHENTICATION_CODES[problem.reason]
    for kind, code in CODES:
        if isinstance(problem, kind):
            return code
    return STATUS_CODES.get(problem.status, "fatal_error" if problem.status >= 500 else "invalid_arguments")


def _status(problem: Problem, call: Call) -> int:
    if call.operation_id == "response_url" and not isinstance(problem, QuotaExhausted):
        return 404
    keeps = problem.status == KEPT_STATUSES[0] or problem.status >= KEPT_STATUSES[1]
    return problem.status if keeps else 200


def _text_refusal(problem: Problem, call: Call) -> Response:
    if isinstance(problem, QuotaExhausted):
        return text_response("rate_limited", 429, HTML)
    if call.operation_id == "download_file" and not isinstance(problem, HookRefused):
        return Response(302, [("Location", f"{SIGN_IN}?{urlencode({'redir': call.request.path})}")])
    text = code_of(problem) if isinstance(problem, HookRefused) else problem.message
    media = HTML if call.operation_id == "incoming_webhook" else "text/plain; charset=utf-8"
    return text_response(text, problem.status, media)


def _with_retry(response: Response, problem: Problem) -> Response:
    if isinstance(problem, QuotaExhausted):
        seconds = math.ceil(problem.allowance.level.retry_after_seconds)
        response.set_header("Retry-After", str(max(1, seconds)))
    return response


def _add_messages(content: dict[str, Any], messages: tuple[str, ...]) -> None:
    if messages:
        content["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}
