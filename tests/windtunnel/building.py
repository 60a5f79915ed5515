"""Small contracts and systems for the tests of the kit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from windtunnel.contract.document import Contract
from windtunnel.contract.profile import ApiVersion, Profile
from windtunnel.kernel.clock import Clock, SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

FILE = Path("openapi.yaml")


def document(paths: Mapping[str, Any], schemas: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document."""
    head = {"openapi": "3.1.0", "info": {"title": "A system", "version": "1"}}
    return {**head, "paths": dict(paths), "components": {"schemas": dict(schemas or {})}, **more}


def profile(**facts: Any) -> Profile:
    """Return a profile of a system called ``shop``."""
    return Profile(**{"system": "shop", "title": "Shop", "roles": (), "api_version": ApiVersion(pinned="1"), **facts})


def contract(
    paths: Mapping[str, Any],
    schemas: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    **more: Any,
) -> Contract:
    """Return a contract with the given paths, component schemas and profile facts."""
    return Contract("shop", document(paths, schemas, **more), profile(**(facts or {})), FILE)


def system(
    of: Contract, kind: type[System] = System, clock: Clock | None = None, seed: int = 7, **options: Any
) -> System:
    """Return a simulator of ``of``."""
    return kind(of, clock or SteppedClock(), Randomness(seed), options)


def send(to: System, method: str, target: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Response:
    """Send a request with a JSON body and return the answer."""
    path, _, query = target.partition("?")
    content = b"" if body is None else json.dumps(body).encode()
    typed = {"content-type": "application/json"} if body is not None else {}
    return to.handle(Request(method, path, query, {"host": "shop.example", **typed, **(headers or {})}, content))


def answer(schema: Any, status: int = 200, **more: Any) -> dict[str, Any]:
    """Return the ``responses`` of an operation with one JSON answer."""
    return {str(status): {"description": "", "content": {"application/json": {"schema": schema}}}, **more}


def takes(schema: Any, *, required: bool = True) -> dict[str, Any]:
    """Return a ``requestBody`` of JSON."""
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def reference(name: str) -> dict[str, str]:
    """Return a reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}
