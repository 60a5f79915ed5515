"""Which tickets this process has seen through to the end, so that nothing about them is in doubt."""

from __future__ import annotations

KEPT = 10_000


class Settled:
    """Remembers the newest ids; one that is forgotten is only read once more.

    Args:
        kept: how many ids are remembered.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._ids: dict[str, None] = {}

    def __contains__(self, ticket_id: str) -> bool:
        return ticket_id in self._ids

    def add(self, ticket_id: str) -> None:
        """Remember that a ticket is in both systems."""
        self._ids.pop(ticket_id, None)
        self._ids[ticket_id] = None
        while len(self._ids) > self._kept:
            del self._ids[next(iter(self._ids))]

    def discard(self, ticket_id: str) -> None:
        """Note that something about a ticket is in doubt."""
        self._ids.pop(ticket_id, None)
