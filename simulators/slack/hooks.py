"""Addresses that are their own credential: incoming webhooks and response URLs."""

from __future__ import annotations

from typing import Any

import orjson

from windtunnel.simulator import Call, MalformedBody, Operations, Record
from windtunnel.world.http import Response, text_response

from .arguments import Arguments
from .authors import WEBHOOK_BOT_ID
from .bodies import FORM
from .content import Content
from .envelope import HTML
from .interactions import RESPONSE_URLS
from .notes import Notes
from .refusals import HookRefused, Refused
from .workspace import Workspace, workspace_of

TEXT_CODES = ("no_text", "too_many_attachments")
operations = Operations()


@operations.bind("incoming_webhook")
def incoming_webhook(call: Call) -> Response:
    """Post to the channel that the webhook was made for."""
    workspace = workspace_of(call)
    channel = _hook_channel(workspace, call)
    arguments = Arguments(_payload(call))
    content = _content(workspace, arguments)
    thread_ts = arguments.text("thread_ts")
    workspace.messages.post(channel, workspace.authors.webhook(), content, thread_ts=thread_ts)
    return text_response("ok", 200, HTML)


@operations.bind("response_url")
def response_url(call: Call) -> Response:
    """Say something in answer to a command or an interaction."""
    workspace = workspace_of(call)
    record = _ticket(workspace, call)
    try:
        said = orjson.loads(call.request.body)
    except ValueError:
        raise Refused("invalid_payload") from None
    if not isinstance(said, dict):
        raise Refused("invalid_payload")
    workspace.responses.say(said, record["channel"], record["user"], record["ts"])
    return text_response("ok", 200, HTML)


def _hook_channel(workspace: Workspace, call: Call) -> Record:
    team, bot, secret = (call.parameters[name] for name in ("team", "bot", "secret"))
    if team != workspace.team_id:
        raise HookRefused(404, "no_team")
    if bot != WEBHOOK_BOT_ID:
        raise HookRefused(404, "no_service")
    if secret != workspace.credentials["incoming_webhook_path"].rpartition("/")[2]:
        raise HookRefused(403, "invalid_token")
    channel = workspace.channels.get(workspace.credentials["incoming_webhook_channel_id"])
    if channel is None:
        raise HookRefused(404, "channel_not_found")
    if channel["is_archived"]:
        raise HookRefused(410, "channel_is_archived")
    return channel


def _payload(call: Call) -> dict[str, Any]:
    try:
        text = call.form.get("payload", "") if call.request.content_type == FORM else call.request.body
        content = orjson.loads(text)
    except (ValueError, MalformedBody):
        raise HookRefused(400, "invalid_payload") from None
    if not isinstance(content, dict):
        raise HookRefused(400, "invalid_payload")
    return content


def _content(workspace: Workspace, arguments: Arguments) -> Content:
    try:
        content = workspace.content.read(arguments, Notes())
    except Refused as refused:
        code = refused.code if refused.code in TEXT_CODES else "invalid_payload"
        raise HookRefused(400, str(code)) from refused
    if content.is_empty:
        raise HookRefused(400, "no_text")
    return content


def _ticket(workspace: Workspace, call: Call) -> Record:
    """Return what a response URL was given out for, and count its use."""
    key = f"{call.parameters['trigger']}/{call.parameters['secret']}"
    record = workspace.store[RESPONSE_URLS].get(key)
    is_known = record is not None and call.parameters["team"] == workspace.team_id
    if record is None or not is_known or record["until"] <= workspace.clock.now():
        raise Refused("expired_url")
    if record["uses"] >= workspace.limit("response_url_uses"):
        raise Refused("used_url")
    return workspace.store[RESPONSE_URLS].update(key, {"uses": record["uses"] + 1})
