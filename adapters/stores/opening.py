"""Which database keeps a service's memory: a file of its own, or a PostgreSQL server that several workers share.

Every setting that names a store, of every pattern, is read here: a path is SQLite, a URI is PostgreSQL. Two services
need two databases, or two schemas of one (``postgresql://host/name?options=-csearch_path%3Dschema``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ConfigurationError
from ..masking import Secret
from .database import Database
from .sqlite import SqliteDatabase, Synchronous

SCHEMES = ("postgresql://", "postgres://")
LOOK_SECONDS = 15.0
"""How often an idle process looks whether another one has left work in the store that they share."""


def is_postgresql(where: str) -> bool:
    """Tell whether a setting names a PostgreSQL database, and not a file or folder."""
    return where.startswith(SCHEMES)


def part_of(where: str, file_name: str) -> str:
    """Return where one store of several is kept: a file in the folder ``where``, or the one database that has all."""
    return where if is_postgresql(where) else str(Path(where) / file_name)


def look_seconds(where: str) -> float | None:
    """Return how long to wait at most before looking again at a store; ``None`` for one that no other process sees."""
    return None if where == ":memory:" else LOOK_SECONDS


@contextmanager
def needing_psycopg() -> Iterator[None]:
    """Say what to install where an import of the block finds no client of PostgreSQL.

    Raises:
        ConfigurationError: the client is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ConfigurationError("PostgreSQL needs psycopg: install windtunnel[postgres]") from error


async def open_database(where: str, *, synchronous: Synchronous = "FULL") -> Database:
    """Open the database at ``where``, with the tables of the stores in it.

    Args:
        where: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database as libpq reads it (PostgreSQL
            documentation, "Connection URIs").
        synchronous: SQLite's ``synchronous``; PostgreSQL decides for itself.

    Raises:
        ConfigurationError: PostgreSQL is asked for, and its client is not installed.
        SchemaMismatch: the database holds another version of the schema.
        StoreUnavailable: it cannot be opened.
    """
    if not is_postgresql(where):
        return SqliteDatabase.open(where, synchronous=synchronous)
    with needing_psycopg():
        from .postgresql import PostgresqlDatabase, PostgresqlSettings
    return await PostgresqlDatabase.open(PostgresqlSettings(conninfo=Secret(where)))
