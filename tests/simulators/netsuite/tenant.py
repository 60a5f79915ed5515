"""A simulated account in process, with every answer held against the contract."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from simulators.netsuite.account import Account
from simulators.netsuite.answers import RECORDS
from simulators.netsuite.oauth.sessions import SCOPES
from simulators.netsuite.system import NetSuite
from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.store import Effect
from windtunnel.world.http import Request, Response

from ..conformance import Conformance

ROOT = Path(__file__).resolve().parents[3]
HOST = "tstdrv1234567.suitetalk.api.netsuite.com"
FORM = "application/x-www-form-urlencoded"
TOKEN = "/services/rest/auth/oauth2/v1/token"
SUITEQL = "/services/rest/query/v1/suiteql"
ORDERS = (
    {"number": "PO-7", "supplier": "Acmé GmbH", "total": "1234.50", "currency": "EUR"},
    {"number": "PO-8", "supplier": "Zeta Ltd", "total": 10},
)


@cache
def contract() -> Contract:
    """Return the contract."""
    return Contract.of_system(Project(ROOT), "netsuite")


@cache
def conformance() -> Conformance:
    """Return the checker of the contract."""
    return Conformance(contract())


class Tenant:
    """An account and an integration that is signed in to it.

    Args:
        options: of the simulator.
        seed: of the world.
    """

    def __init__(self, options: Mapping[str, Any] | None = None, seed: int = 1) -> None:
        self.clock = SteppedClock()
        self.system = NetSuite(contract(), self.clock, Randomness(seed), options)
        self.effects: list[Effect] = []
        self.system.on_effect = lambda effect, call: self.effects.append(effect)
        self.token = self.log_in()

    @property
    def account(self) -> Account:
        """The account."""
        return self.system.account

    def log_in(self) -> str:
        """Return a new access token."""
        client_id = self.system.credentials["client_id"]
        return self.system.sessions.open("oauth2-client-credentials", client_id, SCOPES).access_token

    def token_request(self, fields: Mapping[str, str], **headers: str) -> Response:
        """Send a form to the token endpoint."""
        return self.send(
            "POST", TOKEN, urlencode(fields).encode(), headers={"content-type": FORM, **headers}, token=None
        )

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        token: str | None = "",
        scheme: str = "https",
        checked: bool = True,
    ) -> Response:
        """Send a request as it stands and let it end.

        Args:
            method: of the request.
            path: with the query, if there is one.
            body: of the request.
            headers: names in lower case.
            token: an empty one stands for the tenant's, ``None`` for no token.
            scheme: that the caller uses.
            checked: whether the answer must be one that the contract describes.
        """
        sent = {"host": HOST, **(headers or {})}
        token = self.token if token == "" else token
        if token is not None:
            sent.setdefault("authorization", f"Bearer {token}")
        target, _, query = path.partition("?")
        request = Request(method, target, query, sent, body, scheme)
        response = self.system.handle(request)
        self.system.finished(request)
        if checked:
            conformance().check(self.system, request, response)
        return response

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Call the record API, ``path`` is below the version; a body is sent as JSON."""
        return self.json(method, RECORDS + path, body, **headers)

    def json(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a body as JSON to any path; underscores in names of headers are hyphens."""
        content = orjson.dumps(body) if body is not None else b""
        sent = {"content-type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(method, path, content, headers=sent)

    def get(self, path: str) -> Any:
        """Return what a GET of the record API answers; it must succeed."""
        response = self.call("GET", path)
        assert response.status == 200, response.body
        return response.json()

    def create(self, type: str, **values: Any) -> str:
        """Create a record and return its id."""
        response = self.call("POST", type, values)
        assert response.status == 204, response.body
        return (response.header("Location") or "").rpartition("/")[2]

    def query(self, text: str, path: str = SUITEQL) -> Any:
        """Return what a query answers; it must succeed."""
        response = self.json("POST", path, {"q": text}, prefer="transient")
        assert response.status == 200, response.body
        return response.json()

    def rows(self, text: str) -> list[dict[str, str]]:
        """Return the rows of a query without their links."""
        return [{name: value for name, value in row.items() if name != "links"} for row in self.query(text)["items"]]

    def refused(self, text: str) -> str:
        """Return why a query is refused."""
        return error_of(self.json("POST", SUITEQL, {"q": text}, prefer="transient"))[2]

    def ids(self, type: str, q: str) -> list[str]:
        """Return the ids of the records of a type that a filter finds."""
        return [item["id"] for item in self.get(f"{type}?q={quote(q)}")["items"]]

    def vendor(self, **values: Any) -> str:
        """Create a supplier and return its id."""
        return self.create("vendor", **{"companyName": "Supplier", "subsidiary": {"id": "1"}, **values})

    def order(self, *lines: Mapping[str, Any], **values: Any) -> str:
        """Create a purchase order for the account's item and return its id."""
        goods = self.ids("nonInventorySaleItem", 'itemId START_WITH "goods"')[0]
        items = [{"item": {"id": goods}, **line} for line in lines]
        entity = values.pop("entity", None) or {"id": self.vendor()}
        return self.create("purchaseOrder", entity=entity, item={"items": items}, **values)

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.clock.advance(seconds)


def error_of(response: Response) -> tuple[int, str, str]:
    """Return status, code and text of the first error of a refusal."""
    body = response.json()
    assert body["status"] == response.status
    first = body["o:errorDetails"][0]
    return response.status, first["o:errorCode"], first["detail"]
