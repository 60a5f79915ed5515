"""Files: uploaded, listed, downloaded, deleted, expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .context import answer, system_of
from .forms import read_form
from .paging import order_of, page
from .refusals import Refused, not_found

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
COLLECTION = "files"
CONTENTS = "_file_contents"
EXPIRE = "file: expire"
KEPT_BACK = ("user_data", "assistants", "vision")
"""Purposes whose files cannot be downloaded."""


def begin(system: OpenAI) -> None:
    """Let files expire."""
    system.agenda.handle(EXPIRE, lambda data: remove_file(system, data["id"]))


@operations.bind("createFile")
def create_file(call: Call) -> Response:
    """Take a file."""
    sent, fields = read_form(call, "file")
    system, purpose = system_of(call), fields["purpose"]
    if len(sent.content) > system.profile.limits["file_bytes_max"]:
        raise Refused("The file is larger than allowed.", status=413)
    if purpose == "batch" and not sent.name.endswith(".jsonl"):
        raise Refused("Invalid file format for Batch API. Must be .jsonl")
    lifetime = lifetime_of(system, purpose, fields.get("expires_after"))
    return answer(keep_file(system, sent.name, sent.content, purpose, lifetime))


@operations.bind("listFiles")
def list_files(call: Call) -> Response:
    """Return one page of files, newest first unless told."""
    order, files = order_of(call, "desc"), call.system.store[COLLECTION]
    purpose = call.arguments.get("purpose")
    return page(call, files.where("purpose", purpose) if purpose else list(files), order=order)


@operations.bind("retrieveFile")
def retrieve_file(call: Call) -> Response:
    """Return what is known about a file."""
    return answer(_stored(call))


@operations.bind("deleteFile")
def delete_file(call: Call) -> Response:
    """Delete a file."""
    identifier = _stored(call)["id"]
    remove_file(system_of(call), identifier)
    return answer({"id": identifier, "object": "file", "deleted": True})


@operations.bind("downloadFile")
def download_file(call: Call) -> Response:
    """Return the bytes of a file."""
    record = _stored(call)
    if record["purpose"] in KEPT_BACK:
        raise Refused(f"Not allowed to download files of purpose: {record['purpose']}")
    name = str(record["filename"]).replace('"', "").encode("ascii", "replace").decode()
    headers = [
        ("Content-Type", "application/octet-stream"),
        ("Content-Disposition", f'attachment; filename="{name}"'),
    ]
    return Response(200, headers, content_of(system_of(call), record["id"]))


def keep_file(system: OpenAI, name: str, content: bytes, purpose: str, lifetime_seconds: float | None) -> Record:
    """Store a file and return what is known about it.

    Args:
        system: the simulator.
        name: of the file.
        content: its bytes.
        purpose: as the vendor knows them.
        lifetime_seconds: until it expires; ``None`` for never.
    """
    identifier, now = f"file-{system.ids.alnum(22)}", system.clock.now()
    record = {
        "id": identifier,
        "object": "file",
        "bytes": len(content),
        "created_at": int(now),
        "expires_at": None if lifetime_seconds is None else int(now + lifetime_seconds),
        "filename": name,
        "purpose": purpose,
        "status": "processed",
        "status_details": None,
    }
    system.store[CONTENTS].put(identifier, {"id": identifier, "content": content})
    if lifetime_seconds is not None:
        system.agenda.plan(now + lifetime_seconds, EXPIRE, {"id": identifier})
    return system.store[COLLECTION].put(identifier, record)


def lifetime_of(system: OpenAI, purpose: str, expires_after: Mapping[str, Any] | None) -> float | None:
    """Return for how many seconds a file is kept; ``None`` for ever."""
    if expires_after is not None:
        return float(expires_after["seconds"])
    return system.profile.limits["batch_file_lifetime_seconds"] if purpose == "batch" else None


def content_of(system: OpenAI, identifier: str) -> bytes:
    """Return the bytes of a file that exists."""
    kept = system.store[CONTENTS].get(identifier)
    assert kept is not None, f"file {identifier} has no content"
    return bytes(kept["content"])


def check_known(system: OpenAI, part: Mapping[str, Any], param: str) -> None:
    """Refuse a part of a message that names a file which the account does not have.

    Args:
        system: the simulator.
        part: what may have a ``file_id``.
        param: the parameter that holds the message.

    Raises:
        Refused: the file is unknown; the words are those of the file's own address, which is an assumption.
    """
    identifier = part.get("file_id")
    if identifier is not None and identifier not in system.store[COLLECTION]:
        raise not_found(f"No such File object: {identifier}", param)


def remove_file(system: OpenAI, identifier: str) -> None:
    """Forget a file and its content."""
    system.store[COLLECTION].remove(identifier)
    system.store[CONTENTS].remove(identifier)


def _stored(call: Call) -> Record:
    identifier = call.parameters["file_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"No such File object: {identifier}", "id")
    return record
