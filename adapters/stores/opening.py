"""Which database keeps a service's memory: a file of its own, or a PostgreSQL server that several workers share."""

from __future__ import annotations

from ..errors import ConfigurationError
from ..inbound.database import Synchronous
from ..masking import Secret
from .database import Database
from .sqlite import SqliteDatabase

SCHEMES = ("postgresql://", "postgres://")


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
    if not where.startswith(SCHEMES):
        return SqliteDatabase.open(where, synchronous=synchronous)
    try:
        from .postgresql import PostgresqlDatabase, PostgresqlSettings
    except ModuleNotFoundError as error:
        raise ConfigurationError("PostgreSQL needs psycopg: install windtunnel[postgres]") from error
    return await PostgresqlDatabase.open(PostgresqlSettings(conninfo=Secret(where)))
