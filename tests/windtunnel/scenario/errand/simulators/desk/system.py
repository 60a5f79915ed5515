"""A help desk with tokens, a quota and signed webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson

from windtunnel.simulator import Call, Caller, NotAuthenticated, Operations, RecordNotFound, System
from windtunnel.simulator.authentication import Tokens, bearer_token
from windtunnel.simulator.webhooks import Deliveries
from windtunnel.simulator.webhooks.signing import hmac_sha256_hex, iso_seconds
from windtunnel.world.http import Response, json_response

operations = Operations()


@operations.bind("CreateToken")
def create_token(call: Call) -> Response:
    """Give out a token for the client secret."""
    if call.json["client_secret"] != call.system.credentials["client_secret"]:
        raise NotAuthenticated("invalid")
    issued = cast("Desk", call.system).tokens.issue("agent", "app", access_seconds=7200.0)
    return json_response({"access_token": issued.access_token, "expires_in": issued.expires_in})


@operations.bind("ShowTicket")
def show_ticket(call: Call) -> Response:
    """Return a ticket."""
    ticket = call.system.store["tickets"].get(call.parameters["ticket_id"])
    if ticket is None:
        raise RecordNotFound("ticket", call.parameters["ticket_id"])
    return json_response(ticket)


class Desk(System):
    """The desk."""

    operations = (operations,)

    def begin(self) -> None:
        """Make tokens and deliveries."""
        self.tokens = Tokens(self.store, self.clock, self.ids)
        assert self.profile.webhooks is not None
        self.deliveries = Deliveries(self, self.profile.webhooks, self._headers)
        self.url = ""

    def authenticate(self, call: Call) -> Caller:
        """Know callers by their token."""
        token = bearer_token(call.request)
        if token is None:
            raise NotAuthenticated("missing")
        return self.tokens.caller(token)

    def refuse(self, problem: Any, call: Call) -> Response:
        """Say when to come back."""
        response = super().refuse(problem, call)
        allowance = getattr(problem, "allowance", None)
        if allowance is not None:
            response.set_header("Retry-After", str(int(allowance.level.retry_after_seconds) + 1))
        return response

    def connect(self, url: str) -> Mapping[str, str]:
        """Deliver to ``url``."""
        self.url = url
        return {"signing_secret": self.credentials["signing_secret"]}

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Open a ticket and tell the receiver."""
        number = self.store.count("tickets")
        opened_at = iso_seconds(self.clock.now())
        self.store["tickets"].put(str(number), {"id": number, **row, "text": row["text"], "opened_at": opened_at})
        payload = self.reshape({"ticket": number})
        self.deliveries.post("all", self.url, self.ids.uuid(), orjson.dumps(payload))
        return str(number)

    def expire_tokens(self) -> int:
        """Expire all tokens."""
        return self.tokens.expire_all()

    def _headers(self, delivery: Any, attempt: int) -> list[tuple[str, str]]:
        stamp = str(int(self.clock.now()))
        signature = hmac_sha256_hex(self.credentials["signing_secret"].encode(), stamp.encode() + delivery.body)
        return [("X-Signature", signature), ("X-Signature-Timestamp", stamp), ("X-Event", delivery.event_id)]
