"""What Slack refuses.

Problem
├── Refused            a method says no: HTTP 200, ``ok`` false and a code
│   └── ScopeMissing   with the scopes that were needed and those that were there
└── HookRefused        an incoming webhook or an upload address says no: a status and a bare text
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from windtunnel.simulator import Problem


class Refused(Problem):
    """A method refuses.

    Args:
        code: the vendor's code, such as ``channel_not_found``.
        messages: for ``response_metadata.messages``, without their mark.
        details: further fields of the answer.
    """

    status = 200

    def __init__(self, code: str, *messages: str, **details: Any) -> None:
        super().__init__(code, code=code)
        self.messages = messages
        self.details = details


class ScopeMissing(Refused):
    """The token lacks every scope that would do."""

    def __init__(self, needed: Iterable[str], provided: Iterable[str]) -> None:
        super().__init__("missing_scope", needed=",".join(needed), provided=",".join(provided))


class HookRefused(Problem):
    """An address that is its own credential refuses.

    Args:
        status: the HTTP status.
        code: the whole body.
    """

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code, code=code)
        self.status = status


def invalid_arguments(*messages: str) -> Refused:
    """Return the refusal of arguments that have no code of their own."""
    return Refused("invalid_arguments", *messages)


def missing(name: str) -> Refused:
    """Return the refusal of a call without the argument ``name``."""
    return invalid_arguments(f"missing required field: {name}")
