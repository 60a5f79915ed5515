"""What the app says in answer to a command or an interaction: to one user, or to the channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .arguments import Arguments
from .content import Content
from .notes import Notes
from .refusals import Refused

if TYPE_CHECKING:
    from .workspace import Workspace


class Responses:
    """Carries out answers.

    Args:
        workspace: where they are said.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def say(self, said: Mapping[str, Any], channel_id: str, user_id: str, original: str | None = None) -> None:
        """Do what an answer asks for.

        Args:
            said: the answer: a message with ``response_type``, ``replace_original``, ``delete_original``.
            channel_id: where the user acted.
            user_id: who acted.
            original: timestamp of the message that he acted on.

        Raises:
            Refused: ``no_text`` and other codes for a message.
        """
        arguments = Arguments(said)
        if arguments.flag("delete_original"):
            self._delete(channel_id, original)
            return
        content = self._workspace.content.read(arguments, Notes())
        if content.is_empty:
            raise Refused("no_text")
        if arguments.flag("replace_original") and original is not None:
            self._replace(channel_id, original, content)
        else:
            self._post(arguments, channel_id, user_id, content)

    def _post(self, arguments: Arguments, channel_id: str, user_id: str, content: Content) -> None:
        workspace = self._workspace
        channel, author = workspace.channels.require(channel_id), workspace.authors.bot()
        thread_ts = arguments.text("thread_ts")
        if arguments.text("response_type") == "in_channel":
            workspace.messages.post(channel, author, content, thread_ts=thread_ts)
        else:
            workspace.messages.whisper(channel, author, content, user_id, thread_ts)

    def _replace(self, channel_id: str, ts: str, content: Content) -> None:
        record = self._workspace.messages.require(channel_id, ts)
        emptied = {"blocks": None, "attachments": None}
        self._workspace.messages.edit(record, {**emptied, **content.fields()})

    def _delete(self, channel_id: str, ts: str | None) -> None:
        if ts is not None:
            self._workspace.messages.delete(self._workspace.messages.require(channel_id, ts))
