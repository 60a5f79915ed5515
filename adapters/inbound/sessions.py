"""What the queue needs of a database: statements with numbered or named values, and transactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Values = Mapping[str, Any] | tuple[Any, ...]


class Row(Protocol):
    """A row, by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any:
        """Return a column."""
        ...


class Cursor(Protocol):
    """What came of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        ...

    @property
    def description(self) -> Any:
        """The columns; ``None`` when the statement returns no rows."""
        ...

    def fetchone(self) -> Any:
        """Return the next row, ``None`` after the last."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows."""
        ...


class Session(Protocol):
    """An open transaction."""

    def execute(self, statement: str, values: Values = ..., /) -> Cursor:
        """Run one statement; values are ``?`` in turn, or ``:name``."""
        ...


class QueueDatabase(Protocol):
    """A database behind a queue; one writer at a time, each transaction short, on the event loop's own thread."""

    def transaction(self) -> AbstractContextManager[Session]:
        """Commit what happens inside, or nothing of it.

        Raises:
            StoreUnavailable: the database failed; nothing was written, or the answer to the commit was lost.
        """
        ...

    def run(self, statement: str, values: Values = (), /) -> Sequence[Row]:
        """Run one statement that is a transaction of its own; return its rows.

        Raises:
            StoreUnavailable: as for ``transaction``.
        """
        ...

    def change(self, statement: str, values: Values = (), /) -> int:
        """Run one statement that is a transaction of its own; return how many rows it changed.

        Raises:
            StoreUnavailable: as for ``transaction``.
        """
        ...

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        ...
