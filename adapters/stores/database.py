"""What the stores need of a database: statements with named values, and transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Row = Mapping[str, Any]
Values = Mapping[str, object]


class Session(Protocol):
    """Where statements run."""

    async def run(self, statement: str, values: Values) -> list[Row]:
        """Run one statement with values named ``:name``; return its rows.

        Raises:
            StoreUnavailable: the database failed.
        """
        ...


class Database(Session, Protocol):
    """A database; a statement outside a transaction is one of its own."""

    @property
    def numbered(self) -> str:
        """How a column is declared that numbers the rows of a table as they come."""
        ...

    @property
    def offset(self) -> str:
        """How a column is declared that numbers rows as they come, and gives no number twice."""
        ...

    async def create(self, tables: Sequence[str]) -> None:
        """Run statements that create what there is not yet; who else does so at this moment waits.

        Args:
            tables: ``CREATE ... IF NOT EXISTS``; ``{numbered}`` and ``{offset}`` stand for those declarations.

        Raises:
            StoreUnavailable: the database failed.
        """
        ...

    def transaction(self) -> AbstractAsyncContextManager[Session]:
        """Commit what happens inside, or nothing of it.

        Raises:
            StoreUnavailable: the database failed.
        """
        ...

    async def close(self) -> None:
        """Close all connections; a second call does nothing."""
        ...
