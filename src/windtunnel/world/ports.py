"""Ports for processes that have to be told one before they listen."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count

from windtunnel.kernel.errors import UsageError

from .server import bind

PORTS_FIRST, PORTS_COUNT, PORTS_OF_A_PROCESS = 20_000, 12_000, 16
"""Below those that systems hand out by themselves (Linux: from 32768, macOS and Windows: from 49152)."""

_numbers = count()


def free_port() -> int:
    """Return a loopback port that nobody listens on, and that nobody is given by chance before it is used.

    Ports that the system hands out itself may go to somebody else between now and then; many runs start at once.

    Raises:
        UsageError: all of them are taken.
    """
    for _ in range(PORTS_COUNT):
        port = PORTS_FIRST + (os.getpid() * PORTS_OF_A_PROCESS + next(_numbers)) % PORTS_COUNT
        with suppress(UsageError), bind(port):
            return port
    raise UsageError(f"all ports from {PORTS_FIRST} to {PORTS_FIRST + PORTS_COUNT - 1} are taken")
