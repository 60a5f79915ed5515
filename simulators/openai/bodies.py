"""Request bodies: JSON objects that fit the contract, or a refusal in the vendor's words."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, MalformedBody

from .refusals import NOT_JSON, Refused
from .unsimulated import PARAMETERS, check_simulated
from .violations import Violations, unknown_parameter


def read_body(call: Call) -> dict[str, Any]:
    """Return the body of a call; without one, an empty object.

    Raises:
        MalformedBody: it is not JSON.
        Refused: it is no object, or does not fit the contract.
        NotBuilt: it asks for something of the vendor's that is not simulated.
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
        NotBuilt: it asks for something of the vendor's that is not simulated.
    """
    operation, system = call.operation, call.system
    assert operation is not None
    schema = system.contract.resolve(operation.request_bodies["application/json"])
    known = schema.get("properties", {})
    check_simulated(operation.id, body)
    for name in body:
        if name not in known and name not in PARAMETERS.get(operation.id, ()):
            raise unknown_parameter(name)
    if system.validation.errors(operation, body):
        refused = Violations(system.contract.resolve).first(schema, body)
        raise refused or Refused("The request body does not fit the operation.")
