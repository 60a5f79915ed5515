"""Puts a drift operator behind a small contract."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import orjson

from windtunnel.contract.document import Contract
from windtunnel.contract.drift import Drift, read_drift
from windtunnel.contract.profile import ApiVersion, Profile
from windtunnel.world.exchange import Exchange, Outcome, conduct
from windtunnel.world.http import Request, Response, json_response

TICKET = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "subject": {"type": "string"},
        "opened_at": {"type": "string"},
        "total": {"type": "number"},
        "parent": {"$ref": "#/components/schemas/Ticket"},
    },
}
ONE = {"type": "object", "properties": {"ticket": {"$ref": "#/components/schemas/Ticket"}}}
MANY = {
    "type": "object",
    "properties": {"tickets": {"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}}},
}


def _answer(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "desk", "version": "1"},
    "paths": {
        "/tickets": {"get": {"operationId": "ListTickets", "responses": _answer(MANY)}},
        "/tickets/{id}": {"get": {"operationId": "ShowTicket", "responses": _answer(ONE)}},
        "/other": {"get": {"operationId": "Other", "responses": _answer({"type": "object"})}},
    },
    "components": {"schemas": {"Ticket": TICKET}},
}
PROFILE = Profile(system="desk", title="Desk", roles=(), api_version=ApiVersion(pinned="1", where="none"))
CONTRACT = Contract("desk", DOCUMENT, PROFILE, Path("desk.yaml"))
RECORD = {"id": 111, "subject": "a question", "opened_at": "2026-01-05T09:00:00Z", "total": 12}


class Desk:
    """Answers with a fixed body and keeps what it was asked."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.asked: list[Request] = []

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Not used here."""
        return "", {}

    def handle(self, request: Request) -> Response:
        """Answer."""
        self.asked.append(request)
        return json_response(self.body)

    def finished(self, request: Request) -> None:
        """Nothing to give back."""


def make(operator: str, at: str = "Ticket.subject", **parameters: Any) -> Drift:
    """Return an operator at work from time 0."""
    description = read_drift({"on": "desk", "operator": operator, "at": at, **parameters}, place="drift")
    return description.build(CONTRACT, Random(1), 0.0)


def pass_through(
    drift: Drift, body: Any, operation: str = "ShowTicket", *, at: float = 0.0, request: Request | None = None
) -> tuple[Any, Outcome, Desk]:
    """Return the body that a consumer sees, with the outcome and the desk."""
    desk = Desk(body)
    exchange = Exchange("desk", operation, {}, request or Request("GET", "/tickets/111"), at)
    outcome = conduct(exchange, desk, [drift])
    assert outcome.response is not None
    return orjson.loads(outcome.response.body), outcome, desk


def seen(operator: str, at: str, **parameters: Any) -> Any:
    """Return the ticket that a consumer sees."""
    body, _, _ = pass_through(make(operator, at, **parameters), {"ticket": RECORD})
    return body["ticket"]
