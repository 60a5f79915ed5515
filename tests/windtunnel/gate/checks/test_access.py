"""Signing in at a simulator."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from windtunnel.gate.checks.stage import served
from windtunnel.kernel.errors import UsageError

from ..desk import changed, context, write_project, write_simulator

CREDENTIALS = [
    {"name": "email", "value": "ana@desk.example", "secret": False},
    {"name": "key", "value": "k-1"},
    {"name": "client_id", "value": "c"},
    {"name": "client_secret", "value": "s"},
]
GUARD = """
    def authenticate(self, call):
        if call.request.headers.get("{header}") != {expected}:
            raise NotAuthenticated("missing")
        return Caller("ana")
"""
TOKENS = {
    "post": {
        "operationId": "token",
        "security": [],
        "requestBody": {
            "content": {"application/x-www-form-urlencoded": {"schema": {"properties": {"grant_type": {}}}}}
        },
        "responses": {"200": {"description": ""}},
    }
}


def found(root: Path, header: str, expected: str, flows: list[dict[str, Any]], **table: Any) -> list[dict[str, str]]:
    """Return the headers that let somebody in at a simulator that wants ``header`` to be ``expected``."""
    document = changed()
    document["security"] = [{"key": []}]
    document["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    document["paths"]["/token"] = TOKENS
    write_project(root, document, credentials=CREDENTIALS, authentication=flows)
    issue = '\n@operations.bind("token")\ndef token(call):\n'
    issue += '    return json_response({"access_token": call.request.form()["client_secret"] + "-token"})\n'
    write_simulator(root, GUARD.format(header=header, expected=expected))
    file = root / "simulators/desk/system.py"
    file.write_text(file.read_text() + issue)

    async def ask() -> list[dict[str, str]]:
        async with served(context(root, table), root) as stage:
            return stage.headers

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("header", "expected", "flow"),
    [
        ("x-key", '"k-1"', {"name": "a", "kind": "api-key", "credentials": ["key"]}),
        ("authorization", '"Bearer k-1"', {"name": "a", "kind": "bearer", "credentials": ["key"]}),
        (
            "authorization",
            '"Basic " + base64.b64encode(b"ana@desk.example:k-1").decode()',
            {"name": "a", "kind": "basic", "credentials": ["email", "key"]},
        ),
        (
            "authorization",
            '"Bearer s-token"',
            {"name": "a", "kind": "oauth2-client-credentials", "credentials": ["client_id", "client_secret"]},
        ),
    ],
)
def test_the_profile_s_flows_are_tried_until_one_lets_in(
    tmp_path: Path, header: str, expected: str, flow: dict[str, Any]
) -> None:
    """The first one here never does."""
    wrong = {"name": "w", "kind": "bearer", "credentials": ["email"]}
    headers = found(tmp_path, header, expected, [wrong, flow])
    assert list(map(str.lower, headers[0])) == [header]
    assert headers[0] != headers[1] == {"Authorization": "Bearer ana@desk.example"}


def test_nobody_is_let_in_without_a_flow_that_is_known(tmp_path: Path) -> None:
    """Which is told, not passed over."""
    assert found(tmp_path, "authorization", '"x"', [{"name": "a", "kind": "mutual-tls"}]) == []


def test_configured_headers_are_filled_with_credentials(tmp_path: Path) -> None:
    """By name; a name that does not exist is refused with those that do."""
    table = {"headers": {"X-Key": "{email}/{key}"}}
    assert found(tmp_path, "x-key", '"x"', [], **table) == [{"X-Key": "ana@desk.example/k-1"}]
    with pytest.raises(UsageError, match="no credential 'kee' in the simulated account; known: email, key"):
        found(tmp_path, "x-key", '"x"', [], headers={"X-Key": "{kee}"})


ENTRY = """
import httpx


def desk(url, credentials):
    form = {"grant_type": "client_credentials", "client_secret": credentials["key"]}
    answer = httpx.post(url + "/api/v1/token", data=form, trust_env=False)
    return {"X-Key": answer.json()["access_token"]}


def broken(url, credentials):
    return {"X-Key": credentials["kee"]}
"""


def test_a_function_of_the_project_can_sign_in(tmp_path: Path) -> None:
    """For flows of the vendor's own; it may call the simulator. What it raises is told as a mistake of the project."""
    (tmp_path / "adapters").mkdir()
    (tmp_path / "adapters" / "__init__.py").touch()
    (tmp_path / "adapters" / "entry.py").write_text(ENTRY)
    assert found(tmp_path, "x-key", '"x"', [], sign_in="adapters.entry:desk") == [{"X-Key": "k-1-token"}]
    with pytest.raises(UsageError, match="sign_in: adapters.entry:broken raised KeyError: 'kee'"):
        found(tmp_path, "x-key", '"x"', [], sign_in="adapters.entry:broken")


def test_a_bare_document_is_let_in_by_what_it_asks_for(tmp_path: Path) -> None:
    """A key in a header and a cookie, both at once; one in the query is no header."""
    document = changed()
    document["security"] = [{"key": [], "session": []}]
    document["components"]["securitySchemes"] = {
        "argument": {"type": "apiKey", "in": "query", "name": "key"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    }
    (tmp_path / "till.yaml").write_text(json.dumps(document))

    async def ask() -> list[dict[str, str]]:
        async with served(replace(context(tmp_path, {"contract": "till.yaml"}), system="till"), tmp_path) as stage:
            return stage.headers

    (headers,) = asyncio.run(ask())
    assert set(headers) == {"X-Key", "Cookie"}
    assert headers["Cookie"].startswith("sid=")


def test_a_system_that_guards_nothing_needs_no_headers(tmp_path: Path) -> None:
    """As a bare description."""

    async def ask() -> list[dict[str, str]]:
        async with served(context(write_project(tmp_path), {}), tmp_path) as stage:
            return stage.headers

    assert asyncio.run(ask()) == [{}]
