"""Errors that every layer shares.

WindtunnelError
├── UsageError           what the user gave us is wrong; exit code 2
│   ├── FileError        a file is missing, unreadable, or not what it should be
│   └── UnknownNameError a name that nothing answers to, with what was probably meant
├── NotBuiltError        asked for something that Windtunnel does not do; exit code 2
├── InconclusiveError    nothing could be compared or concluded; exit code 3
└── EscapeError          code under test reached for something outside its world

A broken invariant of our own is an assertion, never one of these.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

EXIT_INTERRUPTED = 130
"""Exit code of whatever was interrupted, as shells have it."""


class WindtunnelError(Exception):
    """Base of every error that Windtunnel raises on purpose."""

    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes whatever the constructor takes."""
        return _rebuild, (type(self), self.args, dict(self.__dict__))


def _rebuild(kind: type[WindtunnelError], arguments: tuple[Any, ...], state: dict[str, Any]) -> WindtunnelError:
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(state)
    return error


class UsageError(WindtunnelError):
    """The input or the command is wrong.

    Args:
        message: what was wrong and, where it can be told, what was meant.
        file: the file concerned.
        place: where in the file (``line 3``, ``conditions.calm.faults[0]``).
    """

    exit_code = 2

    def __init__(self, message: str, *, file: Path | str | None = None, place: str | None = None) -> None:
        where = ": ".join(str(part) for part in (file, place) if part)
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.file = file
        self.place = place


class FileError(UsageError):
    """A file is missing, unreadable or malformed."""


class UnknownNameError(UsageError):
    """A name that nothing answers to.

    Args:
        kind: what was looked for (``system``, ``invariant``).
        name: what was given.
        known: the names that exist.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        *,
        file: Path | str | None = None,
        place: str | None = None,
    ) -> None:
        names = sorted(known)
        super().__init__(f"unknown {kind} {name!r}{did_you_mean(name, names)}", file=file, place=place)
        self.name = name
        self.known = names


class NotBuiltError(WindtunnelError):
    """A request for something that does not exist yet, refused rather than faked."""

    exit_code = 2


class InconclusiveError(WindtunnelError):
    """Nothing was shown either way."""

    exit_code = 3


class EscapeError(WindtunnelError):
    """Code in a virtual world reached for a socket, a thread or the machine's clock."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence part that suggests the nearest known names, or lists all when none is near."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(repr(n) for n in near)}?"
    return f"; known: {', '.join(names)}" if names and len(names) <= 40 else ""
