"""A small process that ends groups of processes once their owner is gone, however it went.

It runs on its own, outside the package, so that it starts at once and needs nothing. Its standard input says which
groups it holds, one command a line; when that closes, the owner is gone, and what is still held is killed.

    hold 4711
    forget 4711
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys


def main() -> None:
    """Hold groups until there is no owner, then end them."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    held: dict[int, None] = {}
    for line in sys.stdin:
        command, group = line.split()
        if command == "hold":
            held[int(group)] = None
        else:
            held.pop(int(group), None)
    for left in held:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # gone, or somebody else's by now
            os.killpg(left, signal.SIGKILL)


if __name__ == "__main__":
    main()
