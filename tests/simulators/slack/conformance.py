"""Checks answers and deliveries against the contract."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import orjson

from windtunnel.contract.document import Contract
from windtunnel.world.courier import Parcel
from windtunnel.world.http import Request, Response


class Conformance:
    """Knows what the contract says an operation answers.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._validators: dict[str, Any] = {}

    def check(self, operation_id: str, response: Response) -> None:
        """Fail unless ``response`` is one that the contract describes."""
        if response.status == 501:
            return
        operation = self._contract.operations[operation_id]
        described = operation.responses.get(str(response.status))
        assert described is not None, f"{operation_id} answers {response.status}: {response.body!r}"
        for name, header in described.get("headers", {}).items():
            required = self._contract.resolve(header).get("required")
            assert not required or response.header(name), f"{operation_id} answers without {name}"
        content = described.get("content")
        if not content:
            return
        media = (response.header("content-type") or "").partition(";")[0]
        assert media in content, f"{operation_id} answers {media}"
        body = response.json() if media.endswith("json") else response.body.decode()
        self._fits(f"{operation_id} {response.status}", content[media]["schema"], body)

    def check_delivery(self, parcel: Parcel) -> None:
        """Fail unless ``parcel`` is a webhook that the contract describes."""
        media = dict(parcel.headers)["Content-Type"]
        form = dict(parse_qsl(parcel.body.decode(), keep_blank_values=True)) if media.endswith("urlencoded") else None
        body = form if form is not None else orjson.loads(parcel.body)
        name = body.get("type") or ("interactivity" if "payload" in body else "slash_command")
        described = self._contract.document["webhooks"][name]["post"]["requestBody"]["content"][media]
        self._fits(name, described["schema"], body)
        if "payload" in body:
            schema = {"$ref": "#/components/schemas/Interaction"}
            self._fits("interaction", schema, orjson.loads(body["payload"]))

    def _fits(self, name: str, schema: Any, body: Any) -> None:
        if name not in self._validators:
            self._validators[name] = jsonschema_rs.Draft202012Validator(dict(self._contract.bundle(schema)))
        problems = [f"{list(each.instance_path)}: {each.message}" for each in self._validators[name].iter_errors(body)]
        assert problems == [], f"{name}: {problems}\n{body}"


def identified(system: Any, request: Request) -> str:
    """Return the operation that ``request`` calls, or an empty text."""
    operation_id = system.identify(request)[0]
    return operation_id if operation_id in system.contract.operations else ""
