"""What the search sees: records as they were some seconds ago."""

from __future__ import annotations

from windtunnel.simulator import Record, System
from windtunnel.simulator.search_index import SearchIndex

SEARCHED = ("tickets", "users", "organizations", "groups")


class Index:
    """The indexes of an account.

    Args:
        system: the simulator; make its index in ``begin``.
    """

    def __init__(self, system: System) -> None:
        self._indexes = {collection: SearchIndex(system, collection) for collection in SEARCHED}

    def settle(self) -> None:
        """Let the search see everything as it is now."""
        for index in self._indexes.values():
            index.settle()

    def seen(self, collection: str) -> list[Record]:
        """Return the records of a collection as the search sees them."""
        return self._indexes[collection].records()
