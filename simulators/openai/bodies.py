"""Request bodies: JSON objects that fit the contract, or a refusal in the vendor's words."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, MalformedBody

from .refusals import NOT_JSON, Refused, unsupported_parameter
from .violations import Violations, unknown_parameter

UNSIMULATED: dict[str, frozenset[str]] = {
    "createChatCompletion": frozenset(
        {
            "audio",
            "function_call",
            "functions",
            "modalities",
            "moderation",
            "prompt_cache_options",
            "web_search_options",
        }
    ),
    "createResponse": frozenset({"context_management", "moderation", "prompt", "prompt_cache_options"}),
}
"""What the vendor takes and this simulator does not: refused as a parameter that the model does not support."""
HARMLESS = ("modalities", ["text"])


def read_body(call: Call) -> dict[str, Any]:
    """Return the body of a call; without one, an empty object.

    Raises:
        MalformedBody: it is not JSON.
        Refused: it is no object, or does not fit the contract.
    """
    body = {} if call.json is None else call.json
    if not isinstance(body, dict):
        raise MalformedBody(NOT_JSON)
    check_body(call, body)
    return body


def check_body(call: Call, body: dict[str, Any]) -> None:
    """Refuse ``body`` when it does not fit the operation of ``call``.

    Raises:
        Refused: says what is wrong first.
    """
    operation, system = call.operation, call.system
    assert operation is not None
    schema = system.contract.resolve(operation.request_bodies["application/json"])
    known = schema.get("properties", {})
    if not body.keys() <= known.keys():
        _check_names(operation.id, body, known)
    if system.validation.errors(operation, body):
        refused = Violations(system.contract.resolve).first(schema, body)
        raise refused or Refused("The request body does not fit the operation.")


def _check_names(operation_id: str, body: dict[str, Any], known: dict[str, Any]) -> None:
    for name, value in body.items():
        if name in known:
            continue
        if name not in UNSIMULATED.get(operation_id, ()):
            raise unknown_parameter(name)
        if value is not None and (name, value) != HARMLESS:
            raise unsupported_parameter(name)
