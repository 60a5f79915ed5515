"""Checks answers against the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from windtunnel.contract.document import Contract
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

NOT_BUILT = 501


class Conformance:
    """Knows what the contract says an operation answers.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._validators: dict[str, Any] = {}

    def check(self, system: System, request: Request, response: Response) -> None:
        """Fail unless ``response`` is one that the contract describes for the operation called."""
        operation_id = system.identify(request)[0]
        if operation_id not in self._contract.operations or response.status == NOT_BUILT:
            return
        described = self._described(operation_id, response.status)
        for name, header in described.get("headers", {}).items():
            required = self._contract.resolve(header).get("required")
            assert not required or response.header(name), f"{operation_id} answers without {name}"
        content = described.get("content")
        if content and response.whole_body():
            self._check_body(f"{operation_id} {response.status}", content, response)

    def _described(self, operation_id: str, status: int) -> Mapping[str, Any]:
        responses = self._contract.operations[operation_id].responses
        described = responses.get(str(status), responses.get(f"{status // 100}XX"))
        assert described is not None, f"{operation_id} answers {status}"
        return described

    def _check_body(self, name: str, content: Mapping[str, Any], response: Response) -> None:
        media = (response.header("content-type") or "").partition(";")[0]
        if media not in content:
            assert "application/octet-stream" in content, f"{name} answers {media}"
            return
        body = response.json() if media.endswith("json") else response.whole_body().decode()
        key = f"{name} {media}"
        if key not in self._validators:
            schema = dict(self._contract.bundle(content[media].get("schema", {})))
            self._validators[key] = jsonschema_rs.Draft202012Validator(schema)
        problems = [f"{list(each.instance_path)}: {each.message}" for each in self._validators[key].iter_errors(body)]
        assert problems == [], f"{name}: {problems}\n{body}"
