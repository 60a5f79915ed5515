"""Text of messages: entities, mentions, links, and the rich text that Slack makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

CONTROL = re.compile(
    r"(<(?:@[UW][A-Z0-9]+(?:\|[^<>]*)?|\#[CGD][A-Z0-9]+(?:\|[^<>]*)?|![^<>]+|(?:https?|mailto|tel|slack):[^<>]+)>)"
)
STRAY_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
ADDRESS = re.compile(r"https?://(?:(?!&[lg]t;)[^\s<>|])+(?<![.,;:!?)\]}'\"])")
USER_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
NAMED_USER = re.compile(r"(?<![\w<@])@([a-z0-9][a-z0-9._-]*)")
NAMED_CHANNEL = re.compile(r"(?<![\w<#&])#([a-z0-9][a-z0-9_-]*)")
BROADCASTS = ("here", "channel", "everyone")

Lookup = Callable[[str], str | None]


def canonical(text: str) -> str:
    """Return ``text`` as Slack stores it: entities for ``&``, ``<`` and ``>``, bare addresses in brackets."""
    parts = CONTROL.split(text)
    return "".join(_escape(part) if index % 2 else _plain(part) for index, part in enumerate(parts))


def with_names(text: str, user: Lookup, channel: Lookup) -> str:
    """Return ``text`` with ``@name`` and ``#name`` turned into mentions where such a user or channel exists."""
    parts = CONTROL.split(text)
    return "".join(part if index % 2 else _link_names(part, user, channel) for index, part in enumerate(parts))


def mentioned_users(text: str) -> list[str]:
    """Return the ids of the users that ``text`` mentions, in order."""
    return USER_MENTION.findall(text)


def unescaped(text: str) -> str:
    """Return ``text`` with its entities replaced."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def rich_text(text: str, block_id: str) -> dict[str, Any]:
    """Return the block that Slack shows for a message of text alone."""
    parts = CONTROL.split(text)
    elements = [_element(part, bool(index % 2)) for index, part in enumerate(parts) if part]
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _escape(control: str) -> str:
    return STRAY_AMPERSAND.sub("&amp;", control)


def _plain(text: str) -> str:
    escaped = STRAY_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return ADDRESS.sub(lambda found: f"<{found[0]}>", escaped)


def _link_names(text: str, user: Lookup, channel: Lookup) -> str:
    text = NAMED_USER.sub(lambda found: _user_link(found, user), text)
    return NAMED_CHANNEL.sub(lambda found: _channel_link(found, channel), text)


def _user_link(found: re.Match[str], user: Lookup) -> str:
    if found[1] in BROADCASTS:
        return f"<!{found[1]}>"
    user_id = user(found[1])
    return f"<@{user_id}>" if user_id else found[0]


def _channel_link(found: re.Match[str], channel: Lookup) -> str:
    channel_id = channel(found[1])
    return f"<#{channel_id}|{found[1]}>" if channel_id else found[0]


def _element(part: str, is_control: bool) -> dict[str, Any]:
    if not is_control:
        return {"type": "text", "text": unescaped(part)}
    target, _, label = part[1:-1].partition("|")
    if target[0] == "@":
        return {"type": "user", "user_id": target[1:]}
    if target[0] == "#":
        return {"type": "channel", "channel_id": target[1:]}
    if target[0] == "!":
        return _command(target[1:], part)
    link = {"type": "link", "url": unescaped(target)}
    return {**link, "text": unescaped(label)} if label else link


def _command(command: str, part: str) -> dict[str, Any]:
    if command in BROADCASTS:
        return {"type": "broadcast", "range": command}
    if command.startswith("subteam^"):
        return {"type": "usergroup", "usergroup_id": command.removeprefix("subteam^")}
    return {"type": "text", "text": part}
