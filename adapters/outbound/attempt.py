"""The audit trail of the wire: one event for everything that is sent."""

from __future__ import annotations

from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass

import httpx

from ..audit import AuditKind, Scalar
from .during import During
from .extensions import ATTEMPT, REPLAYED
from .intent import intent_of
from .policy import PolicyTransport
from .reporter import Reporter

SERVER_ERRORS = 500


@dataclass(slots=True)
class _Failed:
    count: int = 0


_failed: ContextVar[_Failed | None] = ContextVar("failed_attempts", default=None)


def counting_failures() -> AbstractContextManager[None]:
    """Count the failed attempts of the work inside, that of its tasks included; ``failed_attempts`` tells."""
    return During(_failed, _Failed())


def failed_attempts() -> int:
    """Return how many requests of this piece of work were sent and brought no answer, or a server error."""
    failed = _failed.get()
    return 0 if failed is None else failed.count


class AttemptPolicy(PolicyTransport):
    """Records how each attempt ended: its number, its status or the kind of its error, and its duration.

    Args:
        inner: the transport.
        reporter: gets one event per attempt.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, reporter: Reporter) -> None:
        super().__init__(inner)
        self._reporter = reporter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and record what came of it, also when it is cancelled."""
        started_at = self._reporter.clock.steady()
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException as error:
            _count(failed=isinstance(error, Exception))
            self._record(request, started_at, error=type(error).__name__)
            raise
        _count(failed=response.status_code >= SERVER_ERRORS)
        self._record(request, started_at, status=response.status_code)
        return response

    def _record(self, request: httpx.Request, started_at: float, **ending: Scalar) -> None:
        fields: dict[str, Scalar] = {"attempt": request.extensions.get(ATTEMPT, 1), **ending}
        if REPLAYED in request.extensions:
            fields["replayed"] = True
        fields["seconds"] = round(self._reporter.clock.steady() - started_at, 6)
        self._reporter.report(AuditKind.ATTEMPT, intent_of(request), **fields)


def _count(*, failed: bool) -> None:
    known = _failed.get()
    if failed and known is not None:
        known.count += 1
