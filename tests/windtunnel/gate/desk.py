"""A small project with one system, for the tests of the gate."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from windtunnel.content.project import Project
from windtunnel.gate.checks.context import Context
from windtunnel.gate.configuration import parse_configuration
from windtunnel.gate.findings import CheckResult, Finding, Level, Proof, Report

TODAY = date(2026, 11, 21)
TICKET = {"$ref": "#/components/schemas/Ticket"}
SHOWN = {"description": "ok", "content": {"application/json": {"schema": TICKET}}}
LIST = {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": TICKET}}}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
EVENT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Desk", "version": "1"},
    "servers": [{"url": "/api/v1"}],
    "paths": {
        "/tickets": {
            "get": {"operationId": "ListTickets", "responses": {"200": LIST}},
            "post": {
                "operationId": "CreateTicket",
                "requestBody": {"required": True, "content": {"application/json": {"schema": TICKET}}},
                "responses": {"201": SHOWN, "400": {"description": "bad"}, "409": {"description": "there is one"}},
            },
        },
        "/tickets/{id}": {
            "get": {
                "operationId": "ShowTicket",
                "parameters": [ID],
                "responses": {"200": SHOWN, "404": {"description": "none"}},
            }
        },
    },
    "webhooks": {
        "ticket.created": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": EVENT}}},
                "responses": {"200": {"description": "ok"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Ticket": {
                "type": "object",
                "required": ["id", "status"],
                "properties": {"id": {"type": "string"}, "status": {"type": "string", "enum": ["open", "closed"]}},
            }
        }
    },
}
PROFILE = {
    "system": "desk",
    "title": "Desk",
    "roles": ["helpdesk"],
    "api_version": {"pinned": "1", "where": "header", "header": "x-desk-version", "supported": ["1"]},
}


def changed() -> dict[str, Any]:
    """Return a copy of the description that may be changed."""
    copied: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    return copied


def write_project(root: Path, document: Mapping[str, Any] = DOCUMENT, **profile: Any) -> Path:
    """Write a project with the system ``desk`` and return its root."""
    folder = root / "contracts" / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openapi.yaml").write_text(yaml.safe_dump(dict(document), sort_keys=False))
    (folder / "profile.yaml").write_text(yaml.safe_dump({**PROFILE, **profile}))
    return root


def context(root: Path, table: Mapping[str, Any], target: str = "", **gate: Any) -> Context:
    """Return the context of the system ``desk`` with a table of the configuration."""
    settings = {"conformance": {"max_examples": 2, "seconds": 20}, **gate, "systems": {"desk": table}}
    read = parse_configuration(settings, root / "windtunnel.toml")
    return Context(Project(root), root, read, "desk", read.systems["desk"], TODAY, target)


def call(
    path: str = "/api/v1/tickets/7",
    body: Any = None,
    status: int = 200,
    *,
    method: str = "GET",
    sent: Mapping[str, str] | None = None,
    asked: Any = None,
    **headers: str,
) -> dict[str, Any]:
    """Return an entry of a HAR file; the answer is JSON, header names have underscores for hyphens."""
    told = {"content-type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    request: dict[str, Any] = {"method": method, "url": f"https://desk.example{path}", "headers": _listed(sent or {})}
    if asked is not None:
        request["postData"] = {"text": json.dumps(asked)}
    content = {"size": 0} if body is None else {"text": json.dumps(body)}
    return {"request": request, "response": {"status": status, "headers": _listed(told), "content": content}}


def _listed(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def write_har(root: Path, *entries: Mapping[str, Any]) -> Path:
    """Write ``desk.har`` and return its path."""
    file = root / "desk.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}, indent=1))
    return file


def write_toml(root: Path, text: str) -> Path:
    """Write ``windtunnel.toml`` and return the root."""
    (root / "windtunnel.toml").write_text(textwrap.dedent(text))
    return root


def finding(code: str = "recorded-schema", level: Level = Level.ERR, **more: Any) -> Finding:
    """Return a finding."""
    told = {"check": "recorded", "system": "desk", "operation": "ShowTicket", "message": "is wrong", **more}
    return Finding(code=code, level=level, **told)


def result(*findings: Finding, **more: Any) -> CheckResult:
    """Return the result of a check that was put to the test."""
    proven = {"control": Proof.PASSED, "planted": Proof.PASSED, "judged": 3}
    return CheckResult(check="recorded", system="desk", findings=findings, **{**proven, **more})


def report(*findings: Finding, **more: Any) -> Report:
    """Return the report of one check."""
    return Report(today=TODAY, fail_on=Level.ERR, checks=(result(*findings, **more),))


def codes(found: CheckResult | None) -> list[str]:
    """Return the codes that a check has found."""
    assert found is not None
    assert found.doubts == ()
    return [each.code for each in found.findings]


def write_simulator(root: Path, body: str) -> None:
    """Write a simulator of ``desk``; ``body`` is the body of its class."""
    folder = root / "simulators" / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "simulators" / "__init__.py").touch()
    (folder / "__init__.py").write_text('from .system import Desk as System\n\n__all__ = ["System"]\n')
    head = """
        import base64
        from windtunnel.simulator import Operations, System
        from windtunnel.simulator.call import Caller
        from windtunnel.simulator.problem import NotAuthenticated
        from windtunnel.world.http import json_response

        operations = Operations()


        class Desk(System):
            operations = (operations,)
    """
    (folder / "system.py").write_text(textwrap.dedent(head) + textwrap.indent(textwrap.dedent(body), "    "))
