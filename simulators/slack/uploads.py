"""Uploading in three steps: a ticket, the bytes, and the sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, MalformedBody, Operations, Record
from windtunnel.simulator.multipart import FORM_DATA, read_multipart
from windtunnel.world.http import Response, text_response

from .arguments import Arguments, arguments_of
from .chat import thread_of
from .content import Content
from .envelope import ok
from .notes import notes_of
from .refusals import HookRefused, Refused, invalid_arguments, missing
from .workspace import workspace_of

if TYPE_CHECKING:
    from .workspace import Workspace

TICKETS = "_upload_tickets"
ID_PREFIXES = ("C", "G", "D")
operations = Operations()


@operations.bind("files_getUploadURLExternal")
def get_upload_url(call: Call) -> Response:
    """Give out a ticket for an upload to this very simulator."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    facts = _announced(workspace, arguments)
    ticket, file_id = workspace.ids.alnum(64), workspace.new_id("F")
    until = workspace.clock.now() + workspace.limit("upload_ticket_seconds")
    record = {**facts, "id": file_id, "user": call.caller.id, "until": until, "state": "open"}
    workspace.store[TICKETS].put(ticket, record)
    return ok(call, upload_url=call.link(f"/upload/v1/{ticket}"), file_id=file_id)


@operations.bind("upload_file")
def upload_file(call: Call) -> Response:
    """Take the bytes, raw or as a form, whatever media type a client claims."""
    workspace, ticket = workspace_of(call), call.parameters["ticket"]
    record = workspace.store[TICKETS].get(ticket)
    if record is None or record["state"] != "open" or record["until"] <= workspace.clock.now():
        raise HookRefused(404, "no such upload")
    content = _sent(call)
    workspace.files.keep(record["id"], content)
    workspace.store[TICKETS].update(ticket, {"state": "uploaded"})
    return text_response(f"OK - {len(content)}")


@operations.bind("files_completeUploadExternal")
def complete_upload(call: Call) -> Response:
    """Make files of uploads and share them in channels, if any are named."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    given = arguments.items("files")
    if not given:
        raise missing("files")
    tickets = [_uploaded(workspace, call, each) for each in given]
    channels = [_shared_in(call, channel_id) for channel_id in _channel_ids(arguments)]
    content, thread_ts = _comment(call, arguments), thread_of(arguments)
    author = workspace.authors.of_call(call)
    objects = [_object(workspace, ticket, each) for (_, ticket), each in zip(tickets, given, strict=True)]
    stored = workspace.files.share(objects, channels, author, content, thread_ts)
    for number, _ in tickets:
        workspace.store[TICKETS].update(number, {"state": "complete"})
    return ok(call, files=[workspace.files.shown(each) for each in stored])


def _announced(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    name, length = arguments.required("filename"), arguments.number("length")
    if not length or length < 0:
        raise Refused("missing_argument", "missing required field: length")
    if length > workspace.limit("upload_bytes"):
        raise Refused("file_upload_size_restricted")
    alternative = arguments.text("alt_txt") or arguments.text("alt_text")
    snippet = arguments.text("snippet_type")
    if len(alternative or "") > workspace.limit("alt_txt_characters"):
        raise Refused("alt_txt_too_large")
    if snippet is not None and length > workspace.limit("snippet_bytes"):
        raise Refused("snippet_too_large")
    return {"name": name, "length": length, "alt_txt": alternative, "snippet_type": snippet}


def _sent(call: Call) -> bytes:
    if call.request.content_type != FORM_DATA:
        return call.request.body
    try:
        parts = read_multipart(call.request)
    except MalformedBody:
        return call.request.body
    files = [part.data for part in parts if part.filename is not None] or [part.data for part in parts]
    return files[0] if files else b""


def _uploaded(workspace: Workspace, call: Call, given: Any) -> tuple[str, Record]:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise invalid_arguments("missing required field: id [json-pointer:/files/0]")
    tickets = workspace.store[TICKETS]
    for ticket in tickets.ids():
        record = tickets.get(ticket)
        wanted = {"id": given["id"], "state": "uploaded", "user": call.caller.id}
        if record is not None and all(record[name] == value for name, value in wanted.items()):
            return ticket, record
    raise Refused("file_not_found")


def _channel_ids(arguments: Arguments) -> list[str]:
    one = arguments.text("channel_id")
    if one is not None and not one.startswith(ID_PREFIXES):
        raise invalid_arguments("must be a channel id [json-pointer:/channel_id]")
    return [one] if one is not None else arguments.words("channels")


def _shared_in(call: Call, channel_id: str) -> Record:
    workspace = workspace_of(call)
    channel = workspace.channels.visible(call, channel_id)
    if channel["is_archived"]:
        raise Refused("posting_to_channel_denied")
    if not workspace.channels.has_member(channel, call.caller.id):
        raise Refused("not_in_channel")
    return channel


def _comment(call: Call, arguments: Arguments) -> Content:
    workspace, comment = workspace_of(call), arguments.text("initial_comment")
    said = {"text": comment, "blocks": arguments.values.get("blocks")}
    return workspace.content.read(Arguments(said), notes_of(call))


def _object(workspace: Workspace, ticket: Record, given: dict[str, Any]) -> dict[str, Any]:
    title = given.get("title")
    facts = {"alt_txt": ticket["alt_txt"], "snippet_type": ticket["snippet_type"]}
    return workspace.files.describe(
        ticket["id"], ticket["name"], ticket["user"], title=title if isinstance(title, str) else None, **facts
    )
