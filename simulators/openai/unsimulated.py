"""What the vendor takes in a body and this simulator does not: refused with 501, so that nobody takes it for a no.

Source: the vendor's published description (parameters of the requests; ``Tool``, ``Item`` and the parts of messages).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel.simulator import NotBuilt

PARAMETERS: Mapping[str, frozenset[str]] = {
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
"""By operation."""
HARMLESS = ("modalities", ["text"])
TOOLS = frozenset(
    {
        "apply_patch",
        "code_interpreter",
        "computer",
        "computer_use_preview",
        "custom",
        "file_search",
        "image_generation",
        "local_shell",
        "mcp",
        "namespace",
        "programmatic_tool_calling",
        "shell",
        "tool_search",
        "web_search",
        "web_search_2025_08_26",
        "web_search_preview",
        "web_search_preview_2025_03_11",
    }
)
ITEMS = frozenset(
    {
        "additional_tools",
        "apply_patch_call",
        "apply_patch_call_output",
        "code_interpreter_call",
        "compaction",
        "compaction_trigger",
        "computer_call",
        "computer_call_output",
        "custom_tool_call",
        "custom_tool_call_output",
        "file_search_call",
        "image_generation_call",
        "local_shell_call",
        "local_shell_call_output",
        "mcp_approval_request",
        "mcp_approval_response",
        "mcp_call",
        "mcp_list_tools",
        "program",
        "program_output",
        "shell_call",
        "shell_call_output",
        "tool_search_call",
        "tool_search_output",
        "web_search_call",
    }
)
PARTS = frozenset({"input_audio"})


def check_simulated(operation_id: str, body: Mapping[str, Any]) -> None:
    """Refuse a body that asks for something of the vendor's that is not simulated.

    Raises:
        NotBuilt: names the place.
    """
    for place in (*_parameters(operation_id, body), *_types(body)):
        raise NotBuilt(f"{place} is not simulated")


def _parameters(operation_id: str, body: Mapping[str, Any]) -> Iterator[str]:
    for name, value in body.items():
        known = name in PARAMETERS.get(operation_id, ())
        if known and value is not None and (name, value) != HARMLESS:
            yield f"the parameter '{name}'"


def _types(body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tools, items and parts of messages of types that are not simulated."""
    for place, tool in _objects(body, "tools"):
        yield from _type(place, tool, TOOLS)
    for list_name in ("input", "items", "messages"):
        for place, item in _objects(body, list_name):
            yield from _type(place, item, ITEMS)
            for within, part in _objects(item, "content"):
                yield from _type(f"{place}.{within}", part, PARTS)


def _type(place: str, given: Mapping[str, Any], unsimulated: frozenset[str]) -> Iterator[str]:
    kind = given.get("type")
    if isinstance(kind, str) and kind in unsimulated:
        yield f"'{place}' of type '{kind}'"


def _objects(within: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    given = within.get(name)
    for index, each in enumerate(given if isinstance(given, list) else ()):
        if isinstance(each, dict):
            yield f"{name}[{index}]", each
