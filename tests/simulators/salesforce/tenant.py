"""A simulated org in process, with every answer held against the contract."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from simulators.salesforce.org import Org, View
from simulators.salesforce.system import Salesforce
from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.store import Effect
from windtunnel.world.http import Request, Response

from ..conformance import Conformance

ROOT = Path(__file__).resolve().parents[3]
HOST = "windtunnel-dev-ed.develop.my.salesforce.com"
VERSION = "v68.0"
FORM = "application/x-www-form-urlencoded"


@cache
def contract() -> Contract:
    """Return the contract."""
    return Contract.of_system(Project(ROOT), "salesforce")


@cache
def conformance() -> Conformance:
    """Return the checker of the contract."""
    return Conformance(contract())


class Tenant:
    """An org and somebody who is logged in to it.

    Args:
        options: of the simulator.
        seed: of the world.
    """

    def __init__(self, options: Mapping[str, Any] | None = None, seed: int = 1) -> None:
        self.clock = SteppedClock()
        self.system = Salesforce(contract(), self.clock, Randomness(seed), options)
        self.effects: list[Effect] = []
        self.system.on_effect = lambda effect, call: self.effects.append(effect)
        self.token = self.log_in()

    @property
    def org(self) -> Org:
        """The org."""
        return self.system.org

    @property
    def view(self) -> View:
        """How the logged-in user reads records."""
        return View(self.org, f"/services/data/{VERSION}", self.org.user_id)

    def log_in(self) -> str:
        """Return a new session by client credentials."""
        credentials = self.system.credentials
        grant = {"grant_type": "client_credentials", "client_id": credentials["client_id"]}
        answer = self.token_request({**grant, "client_secret": credentials["client_secret"]})
        token: str = answer.json()["access_token"]
        return token

    def token_request(self, fields: Mapping[str, str], **headers: str) -> Response:
        """Send a form to the token endpoint."""
        body = urlencode(fields).encode()
        return self.send("POST", "/services/oauth2/token", body, headers={"content-type": FORM, **headers}, token=None)

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
        """Send a request as it stands.

        Args:
            method: of the request.
            path: with the query, if there is one.
            body: of the request.
            headers: names in lower case.
            token: an empty one stands for the session's, ``None`` for no session.
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
        if checked:
            conformance().check(self.system, request, response)
        return response

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Call the data API, ``path`` is below the version; a body is sent as JSON."""
        content = orjson.dumps(body) if body is not None else b""
        sent = {
            "content-type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.send(method, f"/services/data/{VERSION}/{path}", content, headers=sent)

    def get(self, path: str, **headers: str) -> Any:
        """Return what a GET answers; it must succeed."""
        response = self.call("GET", path, **headers)
        assert response.status == 200, response.body
        return response.json()

    def create(self, type: str, **values: Any) -> str:
        """Create a record and return its id."""
        response = self.call("POST", f"sobjects/{type}", values)
        assert response.status == 201, response.body
        record_id: str = response.json()["id"]
        return record_id

    def read(self, type: str, record_id: str) -> dict[str, Any]:
        """Return a record."""
        record: dict[str, Any] = self.get(f"sobjects/{type}/{record_id}")
        return record

    def update(self, type: str, record_id: str, **values: Any) -> None:
        """Change a record."""
        response = self.call("PATCH", f"sobjects/{type}/{record_id}", values)
        assert response.status == 204, response.body

    def delete(self, type: str, record_id: str) -> None:
        """Delete a record."""
        response = self.call("DELETE", f"sobjects/{type}/{record_id}")
        assert response.status == 204, response.body

    def query(self, text: str, *, deleted: bool = False, **headers: str) -> dict[str, Any]:
        """Return what a query answers; it must succeed."""
        answer: dict[str, Any] = self.get(f"{'queryAll' if deleted else 'query'}?q={quote(text)}", **headers)
        return answer

    def rows(self, text: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Return the rows of a query without their attributes."""
        return [plain(row) for row in self.query(text, deleted=deleted)["records"]]

    def refused(self, text: str) -> tuple[str, str]:
        """Return code and message of a query that is refused."""
        return error_of(self.call("GET", f"query?q={quote(text)}"))

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.clock.advance(seconds)


def plain(row: Any) -> Any:
    """Return a row without attributes, parents and children included."""
    if isinstance(row, list):
        return [plain(each) for each in row]
    if not isinstance(row, dict):
        return row
    return {name: plain(value) for name, value in row.items() if name != "attributes"}


def error_of(response: Response) -> tuple[str, str]:
    """Return code and message of the first error of a refusal."""
    first = response.json()[0]
    return first["errorCode"], first["message"]
