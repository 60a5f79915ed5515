"""files.info, list and delete."""

from __future__ import annotations

from typing import Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .arguments import Arguments, arguments_of
from .cursors import numbered_page_of
from .envelope import ok
from .refusals import Refused
from .timestamps import MICROSECONDS, micros_of
from .workspace import Workspace, workspace_of

KINDS = ("all", "spaces", "snippets", "images", "gdocs", "zips", "pdfs")
operations = Operations()


@operations.bind("files_info")
def file_info(call: Call) -> Response:
    """Read a file's object; comments on files are no more, so there are none."""
    workspace, arguments = workspace_of(call), arguments_of(call)
    record = _visible(call, arguments)
    comments: list[Record] = []
    page = numbered_page_of(call, arguments, comments)
    shown = _shown(workspace, record)
    return ok(call, file=shown, comments=comments, paging=page.paging(), response_metadata={"next_cursor": ""})


@operations.bind("files_list")
def list_files(call: Call) -> Response:
    """List files that the caller can see, the latest first."""
    workspace, arguments, me = workspace_of(call), arguments_of(call), call.caller.id
    records = [each for each in workspace.files if workspace.files.can_see(each, me) and _fits(call, each, arguments)]
    page = numbered_page_of(call, arguments, records[::-1])
    return ok(call, files=[_shown(workspace, each) for each in page.items], paging=page.paging())


@operations.bind("files_delete")
def delete_file(call: Call) -> Response:
    """Delete a file of the caller's own."""
    record = _visible(call, arguments_of(call))
    workspace = workspace_of(call)
    user = workspace.people.get(call.caller.id)
    if record["user"] != call.caller.id and not (user and user["is_admin"]):
        raise Refused("cant_delete_file")
    workspace.files.delete(record)
    return ok(call)


def _visible(call: Call, arguments: Arguments) -> Record:
    workspace, file_id = workspace_of(call), arguments.required("file", "file_not_found")
    if workspace.files.was_deleted(file_id):
        raise Refused("file_deleted")
    record = workspace.files.get(file_id)
    if record is None or not workspace.files.can_see(record, call.caller.id):
        raise Refused("file_not_found")
    return record


def _shown(workspace: Workspace, record: Record) -> dict[str, Any]:
    """Return a file's object with the replies to the messages that share it counted."""
    shares = {
        visibility: {
            channel_id: [_counted(workspace, channel_id, each) for each in listed]
            for channel_id, listed in by_channel.items()
        }
        for visibility, by_channel in record["shares"].items()
    }
    return {**workspace.files.shown(record), "shares": shares}


def _counted(workspace: Workspace, channel_id: str, share: Record) -> dict[str, Any]:
    return {**share, "reply_count": len(workspace.messages.threads.replies(channel_id, share["ts"]))}


def _fits(call: Call, record: Record, arguments: Arguments) -> bool:
    user, channel = arguments.text("user"), arguments.text("channel")
    if user is not None and workspace_of(call).people.require(user)["id"] != record["user"]:
        return False
    places = (*record["channels"], *record["groups"], *record["ims"])
    return (channel is None or channel in places) and _is_between(record, arguments) and _is_kind(record, arguments)


def _is_between(record: Record, arguments: Arguments) -> bool:
    since, until = micros_of(arguments.text("ts_from") or ""), micros_of(arguments.text("ts_to") or "")
    at = record["created"] * MICROSECONDS
    return (since is None or at >= since) and (until is None or at <= until)


def _is_kind(record: Record, arguments: Arguments) -> bool:
    kinds = arguments.words("types") or ["all"]
    if any(kind not in KINDS for kind in kinds):
        raise Refused("unknown_type")
    own = {
        "all": True,
        "snippets": record["mode"] == "snippet",
        "images": record["mimetype"].startswith("image/"),
        "zips": record["filetype"] == "zip",
        "pdfs": record["filetype"] == "pdf",
    }
    return any(own.get(kind, False) for kind in kinds)
