"""The audit trail of the wire: one event for everything that is sent."""

from __future__ import annotations

import httpx

from ..audit import AuditKind, Scalar
from .extensions import ATTEMPT, REPLAYED
from .intent import intent_of
from .policy import PolicyTransport
from .reporter import Reporter


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
            self._record(request, started_at, error=type(error).__name__)
            raise
        self._record(request, started_at, status=response.status_code)
        return response

    def _record(self, request: httpx.Request, started_at: float, **ending: Scalar) -> None:
        fields: dict[str, Scalar] = {"attempt": request.extensions.get(ATTEMPT, 1), **ending}
        if REPLAYED in request.extensions:
            fields["replayed"] = True
        fields["seconds"] = round(self._reporter.clock.steady() - started_at, 6)
        self._reporter.report(AuditKind.ATTEMPT, intent_of(request), **fields)
