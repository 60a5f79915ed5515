"""The version of the API that a caller was written for, and the beta features that it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from windtunnel.world.http import Request

from .refusals import Refused

VERSION = "anthropic-version"
BETA = "anthropic-beta"
OLD = "2023-06-01"
CURRENT = "2026-10-21"
REMOVED = ("temperature", "top_p", "top_k")
"""Parameters that the current version does not know any more."""
FAMILIES = frozenset(
    {
        "admin-user-sign-out",
        "advisor-tool",
        "agent-memory",
        "analytics-usage-cost",
        "cache-diagnosis",
        "ce-claude-code-managed-settings",
        "ce-plugins",
        "ce-user-management",
        "code-execution",
        "compact",
        "computer-use",
        "context-1m",
        "context-management",
        "dev-full-thinking",
        "dreaming",
        "experimental-claude-tag",
        "extended-cache-ttl",
        "fallback-credit",
        "fast-mode",
        "files-api",
        "inline-tools",
        "interleaved-thinking",
        "managed-agents",
        "mcp-client",
        "mcp-tunnels",
        "message-batches",
        "message-threads",
        "mid-conversation-output-config",
        "mid-conversation-system-clear-at",
        "mid-conversation-tool-changes",
        "model-context-window-exceeded",
        "output-128k",
        "output-300k",
        "pdfs",
        "prompt-caching",
        "server-side-fallback",
        "skills",
        "spend-limit-reads",
        "structured-outputs",
        "task-budgets",
        "telemetry-destinations",
        "thinking-binding-controls",
        "thinking-display-updates",
        "thinking-token-count",
        "token-counting",
        "token-efficient-tools",
        "user-profiles",
        "user-profiles-billing",
        "webhooks",
    }
)
"""Beta features by name, without their dates; source: anthropic-sdk-python, types/anthropic_beta_param.py."""
_FEATURE = re.compile(r"([a-z0-9-]+)-\d{4}-\d{2}-\d{2}")


def check_headers(request: Request, supported: Sequence[str]) -> str:
    """Return the version that ``request`` asks for.

    Args:
        request: the request.
        supported: the versions that there are.

    Raises:
        Refused: no version, one that does not exist, or an unknown beta feature.
    """
    version = request.headers.get(VERSION)
    if not version:
        raise Refused("anthropic-version: header is required")
    if version not in supported:
        raise Refused(f'anthropic-version: "{version}" is not a valid version')
    unknown = [name for name in _features(request) if not _is_known(name)]
    if unknown:
        listed = ", ".join(f"`{name}`" for name in unknown)
        raise Refused(
            f"Unexpected value(s) {listed} for the `anthropic-beta` header. Please consult our documentation at"
            " docs.claude.com or try again without the header."
        )
    return version


def asks_for(request: Request, family: str) -> bool:
    """Return whether ``request`` asks for a beta feature, of whatever date."""
    return any((found := _FEATURE.fullmatch(name)) and found[1] == family for name in _features(request))


def check_version(version: str, body: Mapping[str, Any]) -> None:
    """Refuse what the current version of messages does not take any more.

    Raises:
        Refused: names the place.
    """
    if version == OLD:
        return
    removed = next((name for name in REMOVED if name in body), None)
    if removed is not None:
        raise Refused(f"{removed}: Extra inputs are not permitted")
    for place, role, block in _blocks(body.get("messages")):
        if role == "assistant" and block.get("type") == "document":
            raise Refused(f"{place}: `document` blocks are not permitted in `assistant` messages")
        if role == "user" and block.get("type") == "text" and block.get("citations"):
            raise Refused(f"{place}.text.citations: Citations are not permitted in `user` messages")


def _features(request: Request) -> Iterator[str]:
    for name in request.headers.get(BETA, "").split(","):
        if name.strip():
            yield name.strip()


def _is_known(feature: str) -> bool:
    found = _FEATURE.fullmatch(feature)
    return found is not None and found[1] in FAMILIES


def _blocks(messages: Any) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for index, message in enumerate(messages or ()):
        if isinstance(message["content"], list):
            for number, block in enumerate(message["content"]):
                yield f"messages.{index}.content.{number}", message["role"], block
