"""Files: uploading them, putting them on comments, fetching them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from windtunnel.simulator import Call, Operations, Record, RecordNotFound, TooLarge
from windtunnel.world.http import Response, json_response

from ..account import Account, account_of
from ..moments import iso
from ..records import HOST, address, moved, shown
from ..refusals import InvalidAttribute, invalid

operations = Operations()
UPLOADS, FILES = "_uploads", "_files"
FILE_BYTES_MAX = 50 * 1024 * 1024


@operations.bind("UploadFiles")
def upload(call: Call) -> Response:
    """Keep a file and return a token for it; a given token takes the file too."""
    account, name = account_of(call), call.arguments.get("filename", "")
    if not name:
        raise InvalidAttribute("filename", "a string", "api/v2/uploads/create")
    if len(call.request.body) > FILE_BYTES_MAX:
        raise TooLarge("The file is larger than 50 MB")
    token = call.arguments.get("token")
    known = _fresh(account, token) if token and token != "None" else None
    attachment = _keep(account, name, call.request.content_type, call.request.body)
    kept_as = str(known["token"]) if known is not None else account.system.ids.alnum(25)
    record = {
        "token": kept_as,
        "expires_at": call.now + account.limit("upload_token_seconds"),
        "attachment_ids": [*(known["attachment_ids"] if known is not None else ()), attachment["id"]],
    }
    account.store[UPLOADS].put(kept_as, record)
    return json_response({"upload": _shown(call, account, record)}, 201)


def _keep(account: Account, name: str, content_type: str, content: bytes) -> Record:
    attachment_id = account.next_id()
    token = account.system.ids.alnum(25)
    content_url = f"{HOST}/attachments/token/{token}/"
    record = {
        "url": address(f"attachments/{attachment_id}.json"),
        "id": attachment_id,
        "file_name": name,
        "content_url": content_url,
        "mapped_content_url": content_url,
        "content_type": content_type or "application/octet-stream",
        "size": len(content),
        "width": None,
        "height": None,
        "inline": False,
        "deleted": False,
        "malware_access_override": False,
        "malware_scan_result": "malware_not_found",
        "thumbnails": [],
    }
    account.store[FILES].put(token, {"attachment_id": attachment_id, "content": content})
    return account.store["attachments"].put(str(attachment_id), record)


def _shown(call: Call, account: Account, record: Record) -> dict[str, Any]:
    found = (account.store["attachments"].get(str(each)) for each in record["attachment_ids"])
    attachments = [show(each, call.request.origin) for each in found if each is not None]
    return {
        "token": record["token"],
        "expires_at": iso(record["expires_at"]),
        "attachment": attachments[-1],
        "attachments": attachments,
    }


def show(attachment: Record, origin: str) -> dict[str, Any]:
    """Return an attachment as a caller sees it."""
    content_url = moved(attachment["content_url"], origin)
    return shown(attachment, origin) | {"content_url": content_url, "mapped_content_url": content_url}


@operations.bind("DeleteUpload")
def delete_upload(call: Call) -> Response:
    """Forget a file that no comment uses."""
    account, token = account_of(call), call.parameters["token"]
    record = account.store[UPLOADS].remove(token)
    if record is None:
        raise RecordNotFound("upload", token)
    for attachment_id in record["attachment_ids"]:
        account.store["attachments"].remove(str(attachment_id))
    return Response(204)


@operations.bind("ShowAttachment")
def show_attachment(call: Call) -> Response:
    """Show an attachment."""
    attachment = account_of(call).store["attachments"].get(call.parameters["attachment_id"])
    if attachment is None:
        raise RecordNotFound("attachment", call.parameters["attachment_id"])
    return json_response({"attachment": show(attachment, call.request.origin)})


@operations.bind("DownloadAttachment")
def download(call: Call) -> Response:
    """Return the bytes of a file."""
    account = account_of(call)
    kept = account.store[FILES].get(call.parameters["token"])
    attachment = account.store["attachments"].get(str(kept["attachment_id"])) if kept is not None else None
    if kept is None or attachment is None:
        raise RecordNotFound("attachment", call.parameters["token"])
    return Response(200, [("Content-Type", attachment["content_type"])], kept["content"])


def attach(account: Account, tokens: Sequence[Any]) -> list[Record]:
    """Use upload tokens up and return their attachments.

    Raises:
        InvalidInput: a token is unknown, used or expired.
    """
    attachments: list[Record] = []
    for record in [_fresh(account, token) for token in dict.fromkeys(str(each) for each in tokens)]:
        account.store[UPLOADS].remove(record["token"])
        found = (account.store["attachments"].get(str(each)) for each in record["attachment_ids"])
        attachments += [each for each in found if each is not None]
    return attachments


def _fresh(account: Account, token: str) -> Record:
    record = account.store[UPLOADS].get(token)
    if record is None or record["expires_at"] <= account.clock.now():
        raise invalid("uploads", "InvalidValue", f"Uploads: {token} is unknown or expired")
    return record


def redact(account: Account, attachment_id: str) -> Record:
    """Empty a file and return its attachment."""
    attachment = account.store["attachments"].get(attachment_id)
    if attachment is None:
        raise RecordNotFound("attachment", attachment_id)
    token = attachment["content_url"].rstrip("/").rpartition("/")[2]
    account.store[FILES].put(token, {"attachment_id": attachment["id"], "content": b""})
    changes = {"file_name": "redacted.txt", "content_type": "text/plain", "size": 0}
    return account.store["attachments"].update(attachment_id, changes)
