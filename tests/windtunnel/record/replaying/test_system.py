"""The simulator that repeats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.record import RecordedSystem
from windtunnel.simulator.loader import build
from windtunnel.simulator.system import System
from windtunnel.world.http import Request

from ..test_keeping import kept
from ..traffic import ORIGIN, exchange

TICKET = {"id": 7, "subject": "one", "email": "ann@acme.org", "url": f"{ORIGIN}/v2/tickets/7"}
SCRIPT = (
    exchange("/v2/tickets/7", {"error": "none"}, 404),
    exchange("/v2/tickets", TICKET, 201, method="POST", asked={"subject": "one", "email": "ann@acme.org"},
             headers=(("Location", f"{ORIGIN}/v2/tickets/7"), ("Date", "x"))),
    exchange("/v2/tickets/7", TICKET),
    exchange("/v2/tickets/7", None, 204, method="DELETE"),
)  # fmt: skip


@pytest.fixture
def system(tmp_path: Path) -> System:
    """The recorded system, as ``windtunnel up`` makes it."""
    kept(tmp_path, *SCRIPT)
    return build(Project(tmp_path), "desk", SteppedClock(), Randomness(1))


def ask(system: System, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Return status and body of an answer."""
    headers = {"host": "127.0.0.1:9", **({"content-type": "application/json"} if body is not None else {})}
    path, _, query = path.partition("?")
    sent = b"" if body is None else json.dumps(body).encode()
    response = system.handle(Request(method, path, query, headers, sent))
    return response.status, response.json() if response.body else None


def test_the_same_requests_get_the_same_answers(system: System) -> None:
    """Links lead to the simulator, and what this caller sends comes back as it was sent."""
    assert isinstance(system, RecordedSystem)
    mine = {**TICKET, "subject": "mine", "url": "http://127.0.0.1:9/v2/tickets/7"}
    assert ask(system, "GET", "/v2/tickets/7") == (404, {"error": "none"})
    assert ask(system, "POST", "/v2/tickets", {"subject": "mine", "email": "ann@acme.org"}) == (201, mine)
    assert ask(system, "GET", "/v2/tickets/7") == (200, mine)
    assert ask(system, "DELETE", "/v2/tickets/7") == (204, None)
    response = system.handle(
        Request("POST", "/v2/tickets", "", {"host": "h", "content-type": "application/json"}, SCRIPT[1].asked)
    )
    assert response.header("location") == "http://h/v2/tickets/7"
    assert response.header("date") is None


def test_a_snapshot_carries_how_far_the_recording_was_played(system: System) -> None:
    """A restored system answers again what it answered then."""
    before = system.snapshot()
    assert ask(system, "GET", "/v2/tickets/7")[0] == 404
    assert ask(system, "GET", "/v2/tickets/7")[0] == 200
    system.restore(before)
    assert ask(system, "GET", "/v2/tickets/7")[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "told"),
    [
        ("POST", "/v2/tickets", {"subject": "x"}, 501, "the body lacks 'email'"),
        ("GET", "/v2/tickets/7?expand=1", None, 501, "'expand' was not there when it was recorded"),
        ("GET", "/v2/tickets/8", None, 501, "GET of this path was not recorded; near it are GET /v2/tickets/7"),
        ("GET", "/v3/tickets/7/x", None, 404, "near it are GET /v2/tickets/7"),
        ("PUT", "/v2/tickets/7", {}, 405, "allowed: DELETE, GET"),
    ],
)
def test_a_request_that_differs_is_refused_with_what_differs(
    system: System, method: str, path: str, body: Any, status: int, told: str
) -> None:
    """From the nearest recorded one."""
    found, answer = ask(system, method, path, body)
    assert found == status
    assert told in json.dumps(answer)


def test_callers_are_told_apart_though_their_tokens_were_redacted(tmp_path: Path) -> None:
    """Whoever was let in when it was recorded is let in, in whatever order callers come."""
    good, bad = (("Authorization", "Bearer good-token-1"),), (("Authorization", "Bearer bad-token-22"),)
    kept(
        tmp_path,
        exchange("/v2/me", {"ok": True}, sent=good),
        exchange("/v2/me", {"error": "who"}, 401, sent=bad),
        exchange("/v2/me", {"ok": True}, sent=good),
    )
    system = build(Project(tmp_path), "desk", SteppedClock(), Randomness(1))
    told = []
    for token in ("good-token-1", "good-token-1", "bad-token-22", "bad-token-22", "good-token-1"):
        told.append(
            system.handle(Request("GET", "/v2/me", "", {"host": "h", "authorization": f"Bearer {token}"})).status
        )
    assert told == [200, 200, 401, 401, 200]
    assert "good-token-1" not in repr(system.snapshot())


def test_what_was_never_recorded_is_inferred_from_the_contract(tmp_path: Path) -> None:
    """A person may add operations to a recorded contract."""
    kept(tmp_path, *SCRIPT)
    file = tmp_path / "contracts" / "desk" / "openapi.yaml"
    content = "{application/json: {schema: {type: object, properties: {id: {type: string}, title: {type: string}}}}}"
    answer = f"{{description: ok, content: {content}}}"
    views = f"  /views:\n    post:\n      requestBody: {{content: {content}}}\n      responses: {{'201': {answer}}}\n"
    one = "  /views/{id}:\n    get:\n      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
    one += f"      responses: {{'200': {answer}}}\n"
    file.write_text(file.read_text().rstrip("\n") + "\n" + views + one)
    system = build(Project(tmp_path), "desk", SteppedClock(), Randomness(1))
    status, made = ask(system, "POST", "/views", {"title": "mine"})
    assert status == 201
    assert ask(system, "GET", f"/views/{made['id']}") == (200, made)
