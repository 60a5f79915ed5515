"""Files: uploaded, listed, read about, deleted, expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .context import answer, moment, system_of
from .forms import read_form
from .paging import token_page
from .refusals import Refused, not_found

if TYPE_CHECKING:
    from .system import Anthropic

operations = Operations()
COLLECTION = "files"
EXPIRE = "file: expire"
UNNAMED = "unnamed"
PLAIN = "application/octet-stream"
NOT_DOWNLOADABLE = (
    "File {id} is not downloadable. Only files that were created by a tool, such as code execution, can be downloaded."
)


def begin(system: Anthropic) -> None:
    """Let files expire."""

    def expire(data: Mapping[str, Any]) -> None:
        system.store[COLLECTION].remove(data["id"])

    system.agenda.handle(EXPIRE, expire)


@operations.bind("Files.upload")
def upload_file(call: Call) -> Response:
    """Take a file."""
    system, sent = system_of(call), read_form(call)
    if len(sent.content) > system.profile.limits["file_bytes_max"]:
        raise Refused("File size exceeds the maximum allowed size.", status=413)
    identifier, lifetime = f"file_011C{system.ids.alnum(20)}", sent.lifetime_seconds
    record: dict[str, Any] = {
        "type": "file",
        "id": identifier,
        "filename": sent.name or UNNAMED,
        "mime_type": sent.media_type or PLAIN,
        "size_bytes": len(sent.content),
        "created_at": moment(call.now),
        "downloadable": False,
        "expires_at": None if lifetime is None else moment(call.now + lifetime),
    }
    if lifetime is not None:
        system.agenda.plan(call.now + lifetime, EXPIRE, {"id": identifier})
    return answer(system.store[COLLECTION].put(identifier, record))


@operations.bind("Files.list")
def list_files(call: Call) -> Response:
    """Return one page of files, newest first, or the files that are named."""
    files = list(reversed(list(call.system.store[COLLECTION])))
    lists = call.request.argument_lists
    wanted = [*lists.get("ids", ()), *lists.get("ids[]", ())]
    if not wanted:
        return answer(token_page(call, files))
    if call.arguments.get("page") or call.arguments.get("limit"):
        raise Refused("`ids` cannot be combined with `page` or `limit`")
    return answer({"data": [file for file in files if file["id"] in wanted], "next_page": None})


@operations.bind("Files.retrieve_metadata")
def retrieve_file(call: Call) -> Response:
    """Return what is known about a file."""
    return answer(stored_file(system_of(call), call.parameters["file_id"]))


@operations.bind("Files.delete")
def delete_file(call: Call) -> Response:
    """Delete a file."""
    identifier = stored_file(system_of(call), call.parameters["file_id"])["id"]
    call.system.store[COLLECTION].remove(identifier)
    return answer({"id": identifier, "type": "file_deleted"})


@operations.bind("Files.download")
def download_file(call: Call) -> Response:
    """Refuse: all files of this simulator were uploaded, and uploaded files cannot be downloaded."""
    file = stored_file(system_of(call), call.parameters["file_id"])
    raise Refused(NOT_DOWNLOADABLE.format(id=file["id"]), code="file_not_downloadable")


def stored_file(system: Anthropic, identifier: str) -> Record:
    """Return what is known about a file.

    Raises:
        Refused: there is none, or not any more.
    """
    record = system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"File not found: {identifier}")
    return record


def size_of(system: Anthropic, identifier: str) -> int:
    """Return the size of a file in bytes.

    Raises:
        Refused: there is none.
    """
    return int(stored_file(system, identifier)["size_bytes"])
