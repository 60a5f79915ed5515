"""Puts a drift operator behind a small contract."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import orjson

from windtunnel.contract.document import Contract
from windtunnel.contract.drift import OPERATORS, Drift, read_drift
from windtunnel.contract.profile import ApiVersion, Profile, WebhookDelivery
from windtunnel.world.courier import Parcel
from windtunnel.world.exchange import Exchange, Outcome, conduct
from windtunnel.world.http import Request, Response, json_response

TICKET = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "kind": {"const": "ticket"},
        "subject": {"type": "string", "maxLength": 30},
        "note": {"type": ["string", "null"]},
        "status": {"type": "string", "enum": ["new", "in_progress", "solved"]},
        "opened_at": {"type": "string", "format": "date-time"},
        "due": {"type": "integer", "minimum": 0},
        "total": {"type": "number", "maximum": 500},
        "paid": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "requester": {"type": "string"},
        "requester_name": {"type": "string"},
        "changed_at": {"type": "integer"},
        "spent_seconds": {"type": "integer"},
        "url": {"type": "string", "format": "uri"},
        "owner": {"type": "object", "properties": {"name": {"type": "string"}, "email": {"type": "string"}}},
        "owner_id": {"type": "integer"},
        "parent": {"$ref": "#/components/schemas/Ticket"},
    },
}
ONE = {"type": "object", "properties": {"ticket": {"$ref": "#/components/schemas/Ticket"}}}
MANY = {
    "type": "object",
    "properties": {"tickets": {"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}}},
}
ERROR = {"error": {"code": "invalid", "message": "the request is not valid"}}


def _answer(schema: Mapping[str, Any]) -> dict[str, Any]:
    refused = {"description": "", "content": {"application/json": {"schema": {"type": "object"}, "example": ERROR}}}
    return {"200": {"description": "", "content": {"application/json": {"schema": schema}}}, "400": refused}


def _query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


LIST = {"operationId": "ListTickets", "parameters": [_query("per_page"), _query("status")], "responses": _answer(MANY)}
CREATE = {
    "operationId": "CreateTicket",
    "requestBody": {"content": {"application/json": {"schema": ONE}}},
    "responses": _answer(ONE),
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "desk", "version": "1"},
    "paths": {
        "/tickets": {"get": LIST, "post": CREATE},
        "/tickets/{id}": {"get": {"operationId": "ShowTicket", "responses": _answer(ONE)}},
        "/other": {"get": {"operationId": "Other", "responses": _answer({"type": "object"})}},
    },
    "components": {"schemas": {"Ticket": TICKET}},
}
WEBHOOKS = WebhookDelivery(signature_header="X-Signature", scheme="hmac-sha256", timeout_seconds=5)
PROFILE = Profile(
    system="desk", title="Desk", roles=(), api_version=ApiVersion(pinned="1", where="none"), webhooks=WEBHOOKS
)
CONTRACT = Contract("desk", DOCUMENT, PROFILE, Path("desk.yaml"))
RECORD = {"id": 111, "subject": "a question", "opened_at": "2026-01-05T09:00:00Z", "total": 12}
BY_METHOD = {"GET": "ListTickets", "POST": "CreateTicket"}


class Desk:
    """Answers with a fixed body, or a fixed response, and keeps what it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[Request] = []

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Not used here."""
        return "", {}

    def handle(self, request: Request) -> Response:
        """Answer."""
        self.asked.append(request)
        return self.answer if isinstance(self.answer, Response) else json_response(self.answer)

    def finished(self, request: Request) -> None:
        """Nothing to give back."""


def make(operator: str, at: str | None = None, /, **options: Any) -> Drift:
    """Return an operator at work from time 0; fields are ``Ticket.subject`` unless something else is said."""
    if at is None and OPERATORS[operator].acts_on == "field":
        at = "Ticket.subject"
    where = {} if at is None else {"at": at}
    description = read_drift({"on": "desk", "operator": operator, **where, **options}, place="drift")
    return description.build(CONTRACT, Random(1), 0.0)


def pass_through(
    drift: Drift, answer: Any, operation: str = "ShowTicket", *, at: float = 0.0, request: Request | None = None
) -> tuple[Any, Outcome, Desk]:
    """Return the body that a consumer sees, with the outcome and the desk."""
    desk = Desk(answer)
    exchange = Exchange("desk", operation, {}, request or Request("GET", "/tickets/111"), at)
    outcome = conduct(exchange, desk, [drift])
    assert outcome.response is not None
    return orjson.loads(outcome.response.body), outcome, desk


def seen(operator: str, at: str, record: Mapping[str, Any] = RECORD, /, **options: Any) -> Any:
    """Return the ticket that a consumer sees."""
    body, _, _ = pass_through(make(operator, at, **options), {"ticket": record})
    return body["ticket"]


def shown(operator: str, field: str, value: Any, /, **options: Any) -> Any:
    """Return what a consumer sees in a field of a ticket that has ``value`` there."""
    return seen(operator, f"Ticket.{field}", {field: value}, **options)[field]


def written(operator: str, at: str, ticket: Mapping[str, Any], drift: Drift | None = None, /, **options: Any) -> Any:
    """Return the ticket that the desk is asked to create."""
    request = Request("POST", "/tickets", body=orjson.dumps({"ticket": ticket}))
    _, _, desk = pass_through(drift or make(operator, at, **options), {}, "CreateTicket", request=request)
    return desk.asked[0].json()["ticket"]


def listed(drift: Drift, rows: list[Any], query: str = "") -> list[Any]:
    """Return the rows that a consumer sees."""
    body, _, _ = pass_through(drift, {"tickets": rows}, "ListTickets", request=Request("GET", "/tickets", query))
    rows_seen: list[Any] = body["tickets"]
    return rows_seen


def answered(operator: str, response: Response, /, *, at: float = 0.0, **options: Any) -> Response:
    """Return the answer that a consumer sees."""
    exchange = Exchange("desk", "ShowTicket", {}, Request("GET", "/tickets/111"), at)
    outcome = conduct(exchange, Desk(response), [make(operator, **options)])
    assert outcome.response is not None
    return outcome.response


def asked(operator: str, request: Request, /, **options: Any) -> tuple[Request | None, Response]:
    """Return the request as the desk got it (``None`` when it did not), and the answer that a consumer sees."""
    desk = Desk({"ok": True})
    exchange = Exchange("desk", BY_METHOD[request.method], {}, request, 0.0)
    outcome = conduct(exchange, desk, [make(operator, **options)])
    assert outcome.response is not None
    return (desk.asked[0] if desk.asked else None), outcome.response


def status(operator: str, request: Request, /, **options: Any) -> int:
    """Return the status of the answer."""
    return asked(operator, request, **options)[1].status


def post(body: Any, **headers: str) -> Request:
    """Return a request that creates something."""
    return Request("POST", "/tickets", headers={"content-type": "application/json", **headers}, body=orjson.dumps(body))


def get(query: str = "", **headers: str) -> Request:
    """Return a request that lists something."""
    return Request("GET", "/tickets", query, {name.replace("_", "-"): value for name, value in headers.items()})


def resent(operator: str, *headers: tuple[str, str], **options: Any) -> tuple[tuple[str, str], ...]:
    """Return the headers of a webhook that a receiver sees."""
    parcel = Parcel("https://receiver.test/", headers, b"{}", 5.0, "1")
    return make(operator, **options).redeliver(parcel).headers
