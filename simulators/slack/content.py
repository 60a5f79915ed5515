"""What a message says: text, blocks, attachments and metadata, as the arguments of a method give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator import Call

from .arguments import Arguments
from .blocks import plain_text_of
from .notes import Notes, notes_of
from .refusals import Refused
from .text import canonical, rich_text, with_names

if TYPE_CHECKING:
    from .workspace import Workspace

ATTACHMENT_TEXTS = [
    "fallback",
    "color",
    "pretext",
    "author_name",
    "author_link",
    "author_icon",
    "title",
    "title_link",
    "text",
    "image_url",
    "thumb_url",
    "footer",
    "footer_icon",
    "callback_id",
]
ATTACHMENT_LISTS = ("fields", "mrkdwn_in", "blocks", "actions")
TRUNCATED = "The message text was longer than {0} characters and was cut there."


@dataclass(frozen=True)
class Content:
    """What a message says.

    Args:
        text: canonical text; empty when there is none.
        blocks: stored blocks.
        attachments: stored attachments.
        metadata: ``None`` when it was not given.
        given: which of the arguments were given.
    """

    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    given: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.text.strip() or self.blocks or self.attachments)

    def fields(self) -> dict[str, Any]:
        """Return the content as fields of a message."""
        found: dict[str, Any] = {"text": self.text}
        if self.blocks:
            found["blocks"] = self.blocks
        if self.attachments:
            found["attachments"] = self.attachments
        if self.metadata:
            found["metadata"] = self.metadata
        return found


class ContentReader:
    """Reads content by the rules of one workspace.

    Args:
        workspace: tells limits, names and ids.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of_call(self, call: Call, arguments: Arguments) -> Content:
        """Return the content of a call that must have some.

        Raises:
            Refused: ``no_text`` and the codes of ``read``.
        """
        content = self.read(arguments, notes_of(call))
        if content.is_empty:
            raise Refused("no_text")
        return content

    def read(self, arguments: Arguments, notes: Notes) -> Content:
        """Return the content that ``arguments`` give, empty or not.

        Raises:
            Refused: one of the vendor's codes for text, blocks, attachments or metadata.
        """
        names = ("text", "blocks", "attachments", "metadata", "markdown_text")
        given = frozenset(name for name in names if name in arguments)
        metadata, attachments = self._metadata(arguments), self._attachments(arguments)
        if "markdown_text" in given:
            text = self._markdown(arguments, given)
            block = {"type": "markdown", "text": text, "block_id": self._workspace.ids.alnum(5)}
            return Content(canonical(text), [block], attachments, metadata, given)
        blocks, text = self._blocks(arguments), self._text(arguments, notes)
        if blocks and not text:
            text = canonical(plain_text_of(blocks))
        if text.strip() and not blocks:
            blocks = [rich_text(text, self._workspace.ids.alnum(5))]
        return Content(text, blocks, attachments, metadata, given)

    def plain(self, text: str) -> Content:
        """Return the content of a message that somebody types."""
        clean = canonical(text)
        return Content(clean, [rich_text(clean, self._workspace.ids.alnum(5))] if clean else [])

    def _text(self, arguments: Arguments, notes: Notes) -> str:
        longest = self._workspace.limit("text_characters")
        text = arguments.text("text") or ""
        if len(text) > longest:
            notes.warn("message_truncated", TRUNCATED.format(longest))
            text = text[:longest]
        if arguments.flag("link_names") or arguments.text("parse") == "full":
            text = with_names(text, self._workspace.people.id_of_name, self._workspace.channels.id_of_name)
        return canonical(text)

    def _markdown(self, arguments: Arguments, given: frozenset[str]) -> str:
        if given & {"text", "blocks"}:
            raise Refused("markdown_text_conflict")
        text = arguments.required("markdown_text")
        if len(text) > self._workspace.limit("markdown_text_characters"):
            raise Refused("msg_too_long")
        return text

    def _blocks(self, arguments: Arguments) -> list[dict[str, Any]]:
        blocks = arguments.items("blocks", "invalid_blocks_format")
        if blocks is None:
            return []
        return self._workspace.blocks.accept(blocks, self._workspace.limit("blocks_per_message"))

    def _attachments(self, arguments: Arguments) -> list[dict[str, Any]]:
        attachments = arguments.items("attachments", "invalid_attachments") or []
        if len(attachments) > self._workspace.limit("attachments_per_message"):
            raise Refused("too_many_attachments")
        return [_attachment(each, number) for number, each in enumerate(attachments, 1)]

    def _metadata(self, arguments: Arguments) -> dict[str, Any] | None:
        metadata = arguments.mapping("metadata", "invalid_metadata_format")
        if not metadata:
            return metadata
        if len(orjson.dumps(metadata)) > self._workspace.limit("metadata_bytes"):
            raise Refused("metadata_too_large")
        if "entities" not in metadata and not _is_event(metadata):
            raise Refused("invalid_metadata_schema")
        return metadata


def _attachment(given: Any, number: int) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refused("invalid_attachments")
    kept = {name: value for name, value in given.items() if _is_kept(name, value)}
    return {**kept, "id": number, "fallback": kept.get("fallback") or "[no preview available]"}


def _is_kept(name: str, value: Any) -> bool:
    if name in ATTACHMENT_TEXTS:
        return isinstance(value, str)
    if name in ATTACHMENT_LISTS:
        kind: type = str if name == "mrkdwn_in" else dict
        return isinstance(value, list) and all(isinstance(each, kind) for each in value)
    return not (name == "ts" and not isinstance(value, str | int | float))


def _is_event(metadata: dict[str, Any]) -> bool:
    return isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
