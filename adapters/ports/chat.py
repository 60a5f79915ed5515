"""The chat system: where the team is told."""

from __future__ import annotations

from typing import Protocol

from ..canonical import Message, PostedMessage


class Chat(Protocol):
    """What triage needs of a chat system."""

    async def post(self, message: Message, *, in_doubt: bool = False) -> PostedMessage:
        """Post ``message`` exactly once.

        Args:
            message: what to post and where.
            in_doubt: an earlier attempt may have succeeded; look for ``message.key`` in the channel first.
        """
        ...
