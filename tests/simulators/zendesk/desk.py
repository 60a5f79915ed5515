"""A help desk in process, each of whose answers is checked against the contract."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator import Effect, System
from windtunnel.simulator.loader import build
from windtunnel.simulator.problem import Problem
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.http import Request, Response

ROOT = Path(__file__).resolve().parents[3]
PROJECT = Project(ROOT)
HOST = "desk.example:8443"
UNDOCUMENTED = (304, 501)
emails: Any = PROJECT.module("simulators", "zendesk", "people", "emails")
"""The simulator's own module, as the loader imports it."""


@lru_cache(maxsize=4096)
def _validator(contract: Contract, operation_id: str, status: int, media: str) -> Any:
    """Return the schema of an answer, ``None`` where the contract gives none.

    Raises:
        AssertionError: the contract does not know the status or the media type.
    """
    answers = contract.operations[operation_id].responses
    answer = answers.get(str(status)) or answers.get(f"{status // 100}XX") or answers.get("default")
    assert answer is not None, f"{operation_id} answers {status}, which the contract does not know"
    content = contract.resolve(answer).get("content", {})
    if not content or "application/octet-stream" in content:
        return None
    assert media in content, f"{operation_id} answers {status} as {media}, which the contract does not know"
    schema = content[media].get("schema")
    return jsonschema_rs.Draft202012Validator(dict(contract.bundle(schema)), validate_formats=True) if schema else None


def check_answer(system: System, request: Request, response: Response) -> None:
    """Check an answer against the contract.

    Raises:
        AssertionError: the contract does not promise it.
    """
    try:
        operation, _ = system.routes.find(request.method, system.normalise_path(request.path))
    except Problem:
        return
    if response.status in UNDOCUMENTED:
        return
    media = (response.header("content-type") or "").partition(";")[0]
    validator = _validator(system.contract, operation.id, response.status, media)
    if validator is None:
        return
    body = response.json() if media == "application/json" else response.body.decode()
    errors = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(body)]
    assert not errors, f"{operation.id} {response.status}: {errors}\n{response.body.decode()[:2000]}"


class Receiver:
    """A courier that keeps parcels and answers them as told."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.answers: list[DeliveryOutcome] = []
        self.usual = DeliveryOutcome(200)

    def send(self, parcel: Parcel, done: Any) -> None:
        """Take a parcel."""
        self.parcels.append(parcel)
        done(self.answers.pop(0) if self.answers else self.usual)

    def payloads(self) -> list[Any]:
        """Return the bodies as JSON."""
        return [orjson.loads(parcel.body) for parcel in self.parcels]

    def types(self) -> list[str]:
        """Return the types of the events."""
        return [payload["type"].removeprefix("zen:event-type:") for payload in self.payloads()]


class Desk:
    """A simulator of Zendesk on a clock that stands still until it is moved.

    Args:
        options: the system's.
        seed: the world's.
    """

    def __init__(self, options: Mapping[str, Any] | None = None, seed: int = 7) -> None:
        self.clock = SteppedClock()
        self.system = build(PROJECT, "zendesk", self.clock, Randomness(seed), options)
        self.receiver = Receiver()
        self.system.courier = self.receiver
        self.effects: list[Effect] = []
        self.system.on_effect = lambda effect, call: self.effects.append(effect)

    @property
    def account(self) -> Any:
        """The simulator's account."""
        return self.system.account  # type: ignore[attr-defined]  # only Zendesk has one

    @property
    def store(self) -> Any:
        """The simulator's records."""
        return self.system.store

    def basic(self, name: str, secret: str) -> str:
        """Return an Authorization header."""
        return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()

    def credentials(self, caller: str) -> dict[str, str]:
        """Return the headers of a caller: ``api``, ``password``, ``customer``, ``nobody``, or a bearer token."""
        known = self.system.credentials
        match caller:
            case "nobody":
                return {}
            case "api":
                return {"authorization": self.basic(f"{known['email']}/token", known["api_token"])}
            case "password":
                return {"authorization": self.basic(known["email"], known["password"])}
            case "customer":
                return {"authorization": self.basic(known["end_user_email"], known["end_user_password"])}
        return {"authorization": f"Bearer {caller}"}

    def call(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        caller: str = "api",
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Response:
        """Send a request and return the answer, checked against the contract."""
        path, _, query = target.partition("?")
        content = raw if raw is not None else b"" if body is None else orjson.dumps(body)
        sent = {"host": HOST, **self.credentials(caller)}
        if content:
            sent["content-type"] = "application/json"
        full = path if path.startswith(("/oauth", "/attachments")) else f"/api/v2{path}"
        request = Request(method, full, query, {**sent, **(headers or {})}, content)
        response = self.system.handle(request)
        check_answer(self.system, request, response)
        return response

    def get(self, target: str, status: int = 200, **more: Any) -> Any:
        """GET and return the JSON of the answer."""
        return self._json("GET", target, None, status, more)

    def post(self, target: str, body: Any = None, status: int = 201, **more: Any) -> Any:
        """POST and return the JSON of the answer."""
        return self._json("POST", target, body, status, more)

    def put(self, target: str, body: Any = None, status: int = 200, **more: Any) -> Any:
        """PUT and return the JSON of the answer."""
        return self._json("PUT", target, body, status, more)

    def patch(self, target: str, body: Any = None, status: int = 204, **more: Any) -> Any:
        """PATCH and return the JSON of the answer."""
        return self._json("PATCH", target, body, status, more)

    def delete(self, target: str, status: int = 204, **more: Any) -> Any:
        """DELETE and return the JSON of the answer."""
        return self._json("DELETE", target, more.pop("body", None), status, more)

    def _json(self, method: str, target: str, body: Any, status: int, more: Mapping[str, Any]) -> Any:
        response = self.call(method, target, body, **more)
        assert response.status == status, f"{method} {target}: {response.status} {response.body.decode()[:500]}"
        is_json = (response.header("content-type") or "").startswith("application/json")
        return response.json() if response.body and is_json else response.body.decode()

    def ticket(self, **values: Any) -> Any:
        """Create a ticket and return it."""
        values.setdefault("subject", "Card stolen")
        values.setdefault("comment", {"body": "Somebody took my card."})
        return self.post("/tickets.json", {"ticket": values})["ticket"]

    def update(self, ticket_id: int, expected: int = 200, **values: Any) -> Any:
        """Change a ticket and return the answer."""
        return self.put(f"/tickets/{ticket_id}.json", {"ticket": values}, expected)

    def user(self, **values: Any) -> Any:
        """Create a user and return it."""
        values.setdefault("name", "Maria Silva")
        return self.post("/users.json", {"user": values})["user"]

    def settle(self) -> None:
        """Let the search catch up and open a new window of every quota."""
        self.clock.advance(self.system.profile.search_lag_seconds + 60.0)

    def group(self, name: str) -> Any:
        """Return a group by name."""
        return next(group for group in self.store["groups"] if group["name"] == name)

    def finished_job(self, answer: Mapping[str, Any]) -> Any:
        """Let a job run to its end and return it."""
        self.clock.advance(30.0)
        return self.get(f"/job_statuses/{answer['job_status']['id']}.json")["job_status"]
