"""Request bodies: JSON objects that fit the contract, or a refusal in the vendor's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from windtunnel.simulator import Call

from .refusals import NOT_JSON, Refused, not_built
from .versions import asks_for
from .violations import Violations

UNSIMULATED = (
    "billing_policy",
    "compaction",
    "container",
    "context_management",
    "diagnostics",
    "fallback_credit_token",
    "fallbacks",
    "inference_geo",
    "mcp_servers",
    "thread",
    "user_profile_id",
)
"""Parameters of messages that the vendor takes and this simulator does not."""
UNSIMULATED_CODES = {"thread": "thread_unsupported_request"}
"""What the vendor's clients can do without: at this code their tool runner sends the whole conversation itself."""
TOOL_SETTINGS = ("allowed_callers", "defer_loading")
SERVER_BLOCKS = ("server_tool_use", "container_upload", "mcp_tool_use", "tool_reference", "browser_state", "compaction")
OLD_FORMAT, OLD_FORMAT_FEATURE = "output_format", "structured-outputs"
TOOL_PLACE = re.compile(r"^(tools\.\d+\.)")
MESSAGES = ("Messages.create", "Messages.count_tokens")


def read_body(call: Call, bytes_max: float | None = None) -> dict[str, Any]:
    """Return the body of a call; without one, an empty object.

    Args:
        call: the call.
        bytes_max: its longest body.

    Raises:
        Refused: it is too long, no JSON, no object, asks for what is not simulated, or does not fit the contract.
    """
    if bytes_max is not None and len(call.request.body) > bytes_max:
        raise Refused("Request exceeds the maximum allowed number of bytes.", status=413)
    body = _object(call.request.body)
    operation, system = call.operation, call.system
    assert operation is not None
    if operation.id in MESSAGES:
        _check_simulated(body)
        body = _modernised(call, body)
    if system.validation.errors(operation, body):
        schema = system.contract.resolve(operation.request_bodies["application/json"])
        refused = Violations(system.contract.resolve).first(schema, body)
        raise _tool_named(refused) if refused else Refused("The request body does not fit the operation.")
    return body


def _modernised(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """Return ``body`` with the format of the answer where it belongs; a beta of old had it on the top level."""
    if OLD_FORMAT not in body or not asks_for(call.request, OLD_FORMAT_FEATURE):
        return body
    config = body.get("output_config") or {}
    if not isinstance(config, dict):
        return body
    rest = {name: value for name, value in body.items() if name != OLD_FORMAT}
    return {**rest, "output_config": {**config, "format": body[OLD_FORMAT]}}


def _tool_named(refused: Refused) -> Refused:
    """Return ``refused`` with the kind of a tool in its place, of which the contract has only one."""
    return Refused(TOOL_PLACE.sub(r"\1custom.", refused.message))


def _object(content: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(content) if content else {}
    except ValueError as error:
        raise Refused(NOT_JSON.format(fault=str(error))) from error
    if not isinstance(body, dict):
        raise Refused("Input should be a valid dictionary")
    return body


def _check_simulated(body: Mapping[str, Any]) -> None:
    named = next((name for name in UNSIMULATED if body.get(name) is not None), None)
    if named is not None:
        raise not_built(f"the parameter {named}", UNSIMULATED_CODES.get(named))
    if body.get("speed") == "fast":
        raise not_built("fast mode")
    thinking = body.get("thinking")
    if isinstance(thinking, Mapping) and thinking.get("type") == "between_tools":
        raise not_built("thinking between tools")
    for tool in _mappings(body.get("tools")):
        _check_tool(tool)
    for message in _mappings(body.get("messages")):
        for block in _mappings(message.get("content")):
            kind = block.get("type")
            if isinstance(kind, str) and (kind in SERVER_BLOCKS or kind.endswith("_tool_result")):
                raise not_built(f"a block of type {kind}")


def _check_tool(tool: Mapping[str, Any]) -> None:
    kind = tool.get("type")
    if isinstance(kind, str) and kind != "custom":
        raise not_built(f"a tool of type {kind}")
    setting = next((name for name in TOOL_SETTINGS if tool.get(name)), None)
    if setting is not None:
        raise not_built(f"the setting {setting} of a tool")


def _mappings(given: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(given, list):
        yield from (each for each in given if isinstance(each, Mapping))
