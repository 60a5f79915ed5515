"""Uploads: a large file announced, sent in parts, and put together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from windtunnel.simulator import Call, Operations, Record
from windtunnel.world.http import Response

from .bodies import read_body
from .context import answer, system_of
from .files import keep_file, lifetime_of
from .forms import read_form
from .refusals import Refused, not_found
from .violations import value_refused

if TYPE_CHECKING:
    from .system import OpenAI

operations = Operations()
COLLECTION = "uploads"
ANNOUNCED = "_upload_announcements"
PARTS = "_upload_parts"
EXPIRE = "upload: expire"
PENDING = "pending"


def begin(system: OpenAI) -> None:
    """Let uploads expire."""
    system.agenda.handle(EXPIRE, lambda data: _expire(system, data["id"]))


@operations.bind("createUpload")
def create_upload(call: Call) -> Response:
    """Announce a large file."""
    system, body = system_of(call), read_body(call)
    limits = system.profile.limits
    refused = value_refused("bytes", "integer", 0, int(limits["upload_bytes_max"]), body["bytes"])
    if refused is not None:
        raise refused
    identifier, expires_at = f"upload_{system.ids.hexadecimal(32)}", call.now + limits["upload_lifetime_seconds"]
    record = {
        "id": identifier,
        "object": "upload",
        "bytes": body["bytes"],
        "created_at": int(call.now),
        "filename": body["filename"],
        "purpose": body["purpose"],
        "status": PENDING,
        "expires_at": int(expires_at),
        "file": None,
    }
    announced = {"id": identifier, "expires_after": body.get("expires_after")}
    system.store[ANNOUNCED].put(identifier, announced)
    system.agenda.plan(expires_at, EXPIRE, {"id": identifier})
    return answer(system.store[COLLECTION].put(identifier, record))


@operations.bind("addUploadPart")
def add_part(call: Call) -> Response:
    """Take one part; parts may come in any order."""
    system, upload = system_of(call), _pending(call)
    sent, _ = read_form(call, "data")
    if len(sent.content) > system.profile.limits["upload_part_bytes_max"]:
        raise Refused("The part is larger than allowed.", status=413)
    identifier = f"part_{system.ids.hexadecimal(32)}"
    part = {
        "id": identifier,
        "object": "upload.part",
        "created_at": int(call.now),
        "upload_id": upload["id"],
    }
    system.store[PARTS].put(identifier, {**part, "content": sent.content})
    return answer(part)


@operations.bind("completeUpload")
def complete_upload(call: Call) -> Response:
    """Put the parts together in the order that is told."""
    system, upload = system_of(call), _pending(call)
    body = read_body(call)
    content = b"".join(_contents(system, upload["id"], body["part_ids"]))
    if len(content) != upload["bytes"]:
        told = f"Expected {upload['bytes']} bytes, but the parts have {len(content)} bytes."
        raise Refused(f"The parts do not add up to the size of the upload. {told}", param="part_ids")
    if body.get("md5") and hashlib.md5(content, usedforsecurity=False).hexdigest() != body["md5"]:
        raise Refused("The checksum does not match the content of the upload.", param="md5")
    announced = system.store[ANNOUNCED].get(upload["id"])
    lifetime = lifetime_of(system, upload["purpose"], announced["expires_after"] if announced else None)
    file = keep_file(system, upload["filename"], content, upload["purpose"], lifetime)
    return answer(_end(system, upload["id"], "completed", file))


@operations.bind("cancelUpload")
def cancel_upload(call: Call) -> Response:
    """Give an upload up."""
    return answer(_end(system_of(call), _pending(call)["id"], "cancelled", None))


def _pending(call: Call) -> Record:
    identifier = call.parameters["upload_id"]
    record = call.system.store[COLLECTION].get(identifier)
    if record is None:
        raise not_found(f"No such Upload object: {identifier}", "upload_id")
    if record["status"] != PENDING:
        raise Refused(f"Upload {identifier} is {record['status']} and cannot be changed.", status=409)
    return record


def _contents(system: OpenAI, upload_id: str, part_ids: Sequence[str]) -> list[bytes]:
    contents = []
    for identifier in part_ids:
        part = system.store[PARTS].get(identifier)
        if part is None or part["upload_id"] != upload_id:
            raise Refused(f"No such UploadPart object: {identifier}", param="part_ids")
        contents.append(part["content"])
    return contents


def _end(system: OpenAI, identifier: str, status: str, file: Record | None) -> Record:
    for part in system.store[PARTS].where("upload_id", identifier):
        system.store[PARTS].remove(part["id"])
    system.store[ANNOUNCED].remove(identifier)
    return system.store[COLLECTION].update(identifier, {"status": status, "file": file})


def _expire(system: OpenAI, identifier: str) -> None:
    record = system.store[COLLECTION].get(identifier)
    if record is not None and record["status"] == PENDING:
        _end(system, identifier, "expired", None)
