"""File objects: what Slack says of a file, and the messages that share it."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from windtunnel.simulator import Record

from .access import conversation_type
from .authors import Author
from .content import Content

if TYPE_CHECKING:
    from .workspace import Workspace

COLLECTION = "files"
CONTENTS = "_file_contents"
PREVIEW_CHARACTERS = 300
OCTETS = "application/octet-stream"
FILES_HOST = "https://files.slack.com"
LISTS = {"channel": "channels", "group": "groups", "im": "ims", "mpim": "groups"}


class Files:
    """The files of a workspace; their bytes lie apart, in bookkeeping.

    Args:
        workspace: where they are.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._records = workspace.store[COLLECTION]
        self._contents = workspace.store[CONTENTS]

    def __iter__(self) -> Any:
        return iter(self._records)

    def get(self, file_id: str) -> Record | None:
        """Return a file's record."""
        return self._records.get(file_id)

    def content(self, file_id: str) -> bytes | None:
        """Return a file's bytes."""
        record = self._contents.get(file_id)
        return record["content"] if record is not None else None

    def keep(self, file_id: str, content: bytes) -> None:
        """Store the bytes of a file."""
        self._contents.put(file_id, {"content": content})

    def describe(self, file_id: str, name: str, user_id: str, **changes: Any) -> dict[str, Any]:
        """Return the object of a file whose bytes are here, before it is shared.

        Args:
            file_id: the file.
            name: its name.
            user_id: who brought it.
            changes: ``title``, ``alt_txt``, ``snippet_type``.
        """
        content = self.content(file_id) or b""
        now, mimetype = self._workspace.now(), mimetypes.guess_type(name)[0] or OCTETS
        kind = changes.pop("snippet_type", None) or name.rpartition(".")[2].lower() or "binary"
        is_text = mimetype.startswith("text/")
        described = {
            "id": file_id,
            "created": now,
            "timestamp": now,
            "name": name,
            "title": changes.pop("title", None) or name,
            "mimetype": mimetype,
            "filetype": kind if "." in name else "text" if is_text else "binary",
            "pretty_type": "Plain Text" if is_text else kind.upper(),
            "user": user_id,
            "user_team": self._workspace.team_id,
            "editable": is_text,
            "size": len(content),
            "mode": "snippet" if is_text else "hosted",
            **self._fixed(file_id, name, user_id),
        }
        described |= {key: value for key, value in changes.items() if value is not None}
        return {**described, **_preview(content)} if is_text else described

    def share(
        self,
        objects: Iterable[Mapping[str, Any]],
        channels: Iterable[Record],
        author: Author,
        content: Content,
        thread_ts: str | None = None,
    ) -> list[Record]:
        """Keep files and share them, with one message in each channel.

        Returns:
            The stored objects.
        """
        files, shares = [dict(each) for each in objects], []
        for channel in channels:
            extra: dict[str, Any] = {"files": files, "upload": False, "display_as_bot": False}
            if "bot_id" not in author:
                extra["subtype"] = "file_share"
            message = self._workspace.messages.post(channel, author, content, thread_ts=thread_ts, **extra)
            shares.append((channel, message))
        stored = [self._records.put(each["id"], {**each, **self._places(shares)}) for each in files]
        for each in stored:
            self._tell(each, shares)
        return stored

    def delete(self, record: Record) -> None:
        """Delete a file; messages keep a tombstone of it."""
        self._contents.remove(record["id"])
        self._records.remove(record["id"])
        self._workspace.store["_deleted_files"].put(record["id"], {"id": record["id"]})
        self._workspace.events.publish("file_deleted", None, file_id=record["id"])

    def was_deleted(self, file_id: str) -> bool:
        """Tell whether there was such a file."""
        return file_id in self._workspace.store["_deleted_files"]

    def shown(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return a file's object with addresses at which this simulator gives its bytes out."""
        here = self._workspace.link("")
        names = [name for name in ("url_private", "url_private_download") if name in record]
        return {**record, **{name: record[name].replace(FILES_HOST, here) for name in names}}

    def can_see(self, record: Record, user_id: str) -> bool:
        """Tell whether a user can see a file: his own, or one shared where he can look."""
        channels = self._workspace.channels
        places = [channels.require(each) for each in (*record["channels"], *record["groups"], *record["ims"])]
        return record["user"] == user_id or any(channels.can_see(place, user_id) for place in places)

    def in_message(self, objects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the files of a message as histories show them."""
        return [_tombstone(each) if self.was_deleted(each["id"]) else self.shown(each) for each in objects]

    def _tell(self, record: Record, shares: list[tuple[Record, Record]]) -> None:
        subject = {"file_id": record["id"], "file": {"id": record["id"]}, "user_id": record["user"]}
        events = self._workspace.events
        events.publish("file_created", None, **subject)
        for channel, message in shares:
            events.publish("file_shared", channel, **subject, channel_id=channel["id"], event_ts=message["ts"])

    def _places(self, shares: list[tuple[Record, Record]]) -> dict[str, Any]:
        places: dict[str, Any] = {"channels": [], "groups": [], "ims": [], "shares": {}}
        for channel, message in shares:
            kind = conversation_type(channel)
            places[LISTS[kind]].append(channel["id"])
            visibility = "public" if kind == "channel" else "private"
            by_channel = places["shares"].setdefault(visibility, {})
            by_channel.setdefault(channel["id"], []).append(self._share(channel, message))
        return {**places, "is_public": bool(places["channels"])}

    def _share(self, channel: Record, message: Record) -> dict[str, Any]:
        share = {
            "ts": message["ts"],
            "channel_name": channel.get("name", ""),
            "team_id": self._workspace.team_id,
        }
        if "thread_ts" in message:
            share["thread_ts"] = message["thread_ts"]
        return {**share, "share_user_id": message.get("user", self._workspace.bot_user_id), "reply_count": 0}

    def _fixed(self, file_id: str, name: str, user_id: str) -> dict[str, Any]:
        place = f"{FILES_HOST}/files-pri/{self._workspace.team_id}-{file_id}"
        name = quote(name, safe="")
        return {
            "username": "",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "display_as_bot": False,
            "file_access": "visible",
            "url_private": f"{place}/{name}",
            "url_private_download": f"{place}/download/{name}",
            "permalink": f"{self._workspace.url}files/{user_id}/{file_id}/{name}",
            "comments_count": 0,
            "has_rich_preview": False,
            "is_starred": False,
        }


def _tombstone(record: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": record["id"], "mode": "tombstone"}


def _preview(content: bytes) -> dict[str, Any]:
    text = content.decode("utf-8", "replace")
    return {"preview": text[:PREVIEW_CHARACTERS], "lines": text.count("\n") + 1}
