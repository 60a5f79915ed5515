"""Work that is shared out among processes which all begin with what this one has in memory."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from windtunnel.kernel.errors import WindtunnelError

Item = TypeVar("Item")
Result = TypeVar("Result")
FORK = partial(os.fork) if hasattr(os, "fork") else None
"""Bound here: inside a run nothing may fork, but a process that judges runs is copied before any begins."""


class ShareLostError(WindtunnelError):
    """A process that worked on a share ended without its result."""


def can_share() -> bool:
    """Tell whether this process can be copied as it is: other threads would be missing from the copy."""
    return FORK is not None and threading.active_count() == 1


def cores() -> int:
    """Return on how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_shares(work: Callable[[Sequence[Item]], Result], shares: Sequence[Sequence[Item]]) -> list[Result]:
    """Return what ``work`` makes of each share; the first is done here, each other one in a copy of this process.

    A copy ends without anything of this process being closed or flushed. Results are pickled.

    Args:
        work: is given one share.
        shares: at least one.

    Raises:
        ShareLostError: a copy was killed, or failed in a way that was not expected.
        WindtunnelError: what ``work`` raised.
    """
    others = [_begin(work, share) for share in shares[1:]]
    try:
        first = work(shares[0])
    except BaseException:
        for process, reader in others:
            os.close(reader)
            os.waitpid(process, 0)
        raise
    return [first, *(_result(process, reader) for process, reader in others)]


def balanced(groups: Sequence[Sequence[Item]], count: int) -> list[list[Item]]:
    """Return at most ``count`` shares of nearly the same size; what belongs together stays together and in order.

    Args:
        groups: what belongs together.
        count: of shares, at least one.
    """
    shares: list[list[Item]] = [[] for _ in range(count)]
    for group in sorted(groups, key=len, reverse=True):
        min(shares, key=len).extend(group)
    return [share for share in shares if share] or [[]]


def _begin(work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> tuple[int, int]:
    reader, writer = os.pipe()
    assert FORK is not None, "whoever shares has asked whether it can"
    process = FORK()
    if process:
        os.close(writer)
        return process, reader
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(_told(work, share))
    finally:
        os._exit(0)


def _told(work: Callable[[Sequence[Item]], Result], share: Sequence[Item]) -> bytes:
    """Return the result, or the error that there was instead, pickled."""
    try:
        return pickle.dumps((work(share), None), pickle.HIGHEST_PROTOCOL)
    except BaseException as error:  # noqa: BLE001  # whatever it is, the process that waits has to learn it
        told = error if isinstance(error, WindtunnelError) else ShareLostError(f"{type(error).__name__}: {error}")
        return pickle.dumps((None, told), pickle.HIGHEST_PROTOCOL)


def _result(process: int, reader: int) -> Any:
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(process, 0)
    if not data:
        raise ShareLostError(f"a process that had a share of the work ended with {os.waitstatus_to_exitcode(status)}")
    result, error = pickle.loads(data)  # noqa: S301  # written by this program's own copy, through a pipe
    if error is not None:
        raise error
    return result
