"""Runs subrequests that depend on each other, in order; composite requests and graphs are made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call

from ..answers import error_array
from ..bodies import require
from ..errors import Refused, json_parser_error
from ..org import org_of
from .references import halted, substituted, substituted_text
from .subrequests import content_of, kept_headers, run

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROLLED_BACK = "The transaction was rolled back since another operation in the same transaction failed."
_REFERENCE_ID = re.compile(r"[A-Za-z0-9_]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Subrequest:
    """One request inside a composite request or graph."""

    method: str
    url: str
    reference_id: str
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a subrequest ended."""

    reference_id: str
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def has_failed(self) -> bool:
        """Whether it failed, wholly or (a collection) in one of its records."""
        if self.status >= 300:
            return True
        results = self.body if isinstance(self.body, list) else ()
        return any(isinstance(result, dict) and result.get("success") is False for result in results)

    def as_json(self) -> dict[str, Any]:
        """Return it as the answer shows it."""
        return {
            "body": self.body,
            "httpHeaders": dict(self.headers),
            "httpStatusCode": self.status,
            "referenceId": self.reference_id,
        }


class RolledBack(Exception):
    """Ends a transaction in which a subrequest failed."""


def read_subrequests(body: Mapping[str, Any]) -> list[Subrequest]:
    """Return the subrequests of a composite request or graph.

    Raises:
        Refused: one is malformed, or a referenceId is missing or used twice.
    """
    subrequests = [_subrequest(raw) for raw in require(body, "compositeRequest", list)]
    seen: list[str] = []
    for subrequest in subrequests:
        if subrequest.reference_id in seen:
            raise json_parser_error(f"Duplicate referenceId provided: {subrequest.reference_id}")
        seen.append(subrequest.reference_id)
    return subrequests


def _subrequest(raw: Any) -> Subrequest:
    if not isinstance(raw, Mapping):
        raise json_parser_error("A subrequest is an object")
    method, url = require(raw, "method", str).upper(), require(raw, "url", str)
    reference_id, headers = require(raw, "referenceId", str), raw.get("httpHeaders") or {}
    if method not in METHODS:
        raise json_parser_error(f"Invalid method: {method}")
    if not _REFERENCE_ID.fullmatch(reference_id):
        raise json_parser_error(f"Invalid referenceId provided: {reference_id}")
    if not isinstance(headers, Mapping):
        raise json_parser_error("httpHeaders is an object")
    return Subrequest(
        method, url, reference_id, raw.get("body"), {str(key): str(each) for key, each in headers.items()}
    )


def run_all(call: Call, subrequests: Sequence[Subrequest], allowed: tuple[str, ...]) -> list[Outcome]:
    """Run subrequests one by one; a failed one stops only those that refer to it."""
    answers: dict[str, Any] = {}
    return [_run(call, subrequest, answers, allowed) for subrequest in subrequests]


def run_together(call: Call, subrequests: Sequence[Subrequest], allowed: tuple[str, ...]) -> list[Outcome]:
    """Run subrequests until one fails; then nothing that they did remains, and the others say so."""
    outcomes: list[Outcome] = []
    answers: dict[str, Any] = {}
    try:
        with org_of(call).store.transaction():
            for subrequest in subrequests:
                outcomes.append(_run(call, subrequest, answers, allowed))
                if outcomes[-1].has_failed:
                    raise RolledBack
    except RolledBack:
        failed = outcomes[-1]
        return [
            failed if each.reference_id == failed.reference_id else _rolled_back(call, each) for each in subrequests
        ]
    return outcomes


def _run(call: Call, subrequest: Subrequest, answers: dict[str, Any], allowed: tuple[str, ...]) -> Outcome:
    try:
        url = substituted_text(subrequest.url, answers)
        body = substituted(subrequest.body, answers)
    except Refused as refused:
        return _halted(call, subrequest, refused)
    response = run(call, subrequest.method, url, body, subrequest.headers, allowed)
    content = content_of(response)
    answers[subrequest.reference_id] = content
    return Outcome(subrequest.reference_id, response.status, content, kept_headers(response))


def _rolled_back(call: Call, subrequest: Subrequest) -> Outcome:
    return _halted(call, subrequest, halted(ROLLED_BACK))


def _halted(call: Call, subrequest: Subrequest, refused: Refused) -> Outcome:
    response = error_array(call, refused.errors, refused.status)
    return Outcome(subrequest.reference_id, response.status, content_of(response), {})
