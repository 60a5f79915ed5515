"""Which database keeps a queue."""

from __future__ import annotations

from ..clock import Clock
from ..masking import Secret
from ..stores.opening import is_postgresql, needing_psycopg
from ..stores.sqlite import Synchronous
from .database import Database
from .sessions import QueueDatabase


def open_queue(where: str, clock: Clock, synchronous: Synchronous) -> QueueDatabase:
    """Open the database at ``where``, with the tables of a queue in it.

    Args:
        where: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database; read as every store's is.
        clock: tells when a server that could not be reached is asked again.
        synchronous: SQLite's ``synchronous``; PostgreSQL decides for itself.

    Raises:
        ConfigurationError: PostgreSQL is asked for, and its client is not installed.
        SchemaMismatch: the database holds another version of the schema.
        StoreUnavailable: it cannot be opened.
    """
    if not is_postgresql(where):
        return Database(where, synchronous=synchronous)
    with needing_psycopg():
        from .postgresql import PostgresqlQueue
    return PostgresqlQueue(Secret(where), clock)
