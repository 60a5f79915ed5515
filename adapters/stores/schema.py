"""The tables, in SQL that SQLite and PostgreSQL understand alike."""

from __future__ import annotations

SCHEMA_VERSION = 1
SCHEMA = (
    "CREATE TABLE store_schema (version INTEGER NOT NULL)",
    """
    CREATE TABLE claims (
        scope TEXT NOT NULL,
        key TEXT NOT NULL,
        token BIGINT NOT NULL DEFAULT 1,
        tries BIGINT NOT NULL DEFAULT 1,
        claimed_at DOUBLE PRECISION NOT NULL,
        lease_until DOUBLE PRECISION NOT NULL,
        completed_at DOUBLE PRECISION,
        result TEXT,
        PRIMARY KEY (scope, key)
    )
    """,
    "CREATE INDEX claims_open ON claims (scope, claimed_at) WHERE completed_at IS NULL",
    "CREATE INDEX claims_done ON claims (completed_at) WHERE completed_at IS NOT NULL",
    """
    CREATE TABLE checkpoints (
        name TEXT PRIMARY KEY,
        position TEXT NOT NULL,
        version BIGINT NOT NULL,
        saved_at DOUBLE PRECISION NOT NULL
    )
    """,
)
