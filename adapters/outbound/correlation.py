"""One id that joins everything that is done for one piece of work, in our trail and in the systems' logs."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from contextvars import ContextVar

import httpx

from .during import During
from .policy import RequestPolicy

HEADER = "X-Correlation-Id"
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/=+-]{0,127}")
_current: ContextVar[str | None] = ContextVar("correlation_id", default=None)


def correlation_id() -> str | None:
    """Return the id of the work at hand, ``None`` outside any."""
    return _current.get()


def correlation(id: str) -> AbstractContextManager[None]:
    """Do the work inside under this id.

    Args:
        id: 1 to 128 letters, digits and ``._:/=+-``, so that it can travel in a header.

    Raises:
        ValueError: the id has other characters or another length.
    """
    if not _ALLOWED.fullmatch(id):
        raise ValueError(f"a correlation id has 1 to 128 of A-Z a-z 0-9 . _ : / = + -, not {id!r}")
    return During(_current, id)


class CorrelationPolicy(RequestPolicy):
    """Sends the correlation id of the work at hand with every request; outside any work, none is sent."""

    def prepare(self, request: httpx.Request) -> None:
        """Set the header."""
        id = _current.get()
        if id is not None:
            request.headers[HEADER] = id
