"""The door for deliveries: yes once they are durable, never before; no in a way that has the vendor deliver again."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress

from ..audit import AuditKind
from ..errors import DataError, Rejected
from ..masking import mask
from ..stores.errors import QueueFull, StoreUnavailable
from ..trail import Trail
from .asgi import Answer, Receive, Request, Scope, Send
from .router import Handle, Router
from .store import Store

WEBHOOK = "webhook"
RETRY_AFTER_SECONDS = 10  # Zendesk redelivers after a 503 only when it is asked to wait less than 60 s


class WebhookDoor(ABC):
    """An ASGI application with three routes: the deliveries, ``/healthz`` and ``/status``.

    Args:
        path: where the vendor delivers.
        store: where jobs are queued, and what was refused is kept.
        trail: where every decision is noted.
        healthy: whether the service can do its work.
        status: what ``/status`` shows.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        path: str,
        store: Store,
        *,
        trail: Trail,
        healthy: Callable[[], bool],
        status: Callable[[], Mapping[str, object]],
        body_bytes_max: int,
    ) -> None:
        self._store = store
        self._trail = trail
        self._healthy = healthy
        self._status = status
        routes: Mapping[str, Mapping[str, Handle]] = {
            path: {"POST": self._delivery},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._show_status},
        }
        self._router = Router(routes, body_bytes_max, guarded=self._guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self._router(scope, receive, send)

    @abstractmethod
    async def _delivery(self, request: Request) -> Answer:
        """Answer a delivery; whatever this raises has the vendor deliver it again."""

    def _refuse(self, error: Rejected) -> Answer:
        """Refuse what is not genuine."""
        self._trail.note(AuditKind.REJECTED, WEBHOOK, status=401, reason=_reason(error))
        return Answer(401, {"error": "the signature or its time is not accepted"})

    def _park(self, body: bytes, error: DataError) -> Answer:
        """Keep the digest of what is genuine and not understood."""
        reason, digest = _reason(error), hashlib.sha256(body).hexdigest()
        self._store.reject(digest, reason)
        self._trail.note(AuditKind.REJECTED, WEBHOOK, status=422, digest=digest, reason=reason)
        return Answer(422, {"error": reason})

    async def _guarded(self, handle: Handle, request: Request) -> Answer:
        try:
            return await handle(request)
        except (QueueFull, StoreUnavailable) as error:
            return self._shed(error, alarm=False)
        except Exception as error:  # noqa: BLE001  # a defect of ours: the vendor is to deliver it again
            return self._shed(error, alarm=True)

    def _shed(self, error: Exception, *, alarm: bool) -> Answer:
        self._trail.note(AuditKind.REJECTED, WEBHOOK, status=503, alarm=alarm, reason=_reason(error))
        with suppress(StoreUnavailable):
            self._store.count({"shed": 1})
        return Answer(503, {"error": "try again later"}, {"retry-after": str(RETRY_AFTER_SECONDS)})

    async def _health(self, request: Request) -> Answer:
        self._store.queue()  # a store that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    async def _show_status(self, request: Request) -> Answer:
        return Answer(200, self._status())


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {mask(str(error))}"
