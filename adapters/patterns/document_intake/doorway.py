"""The HTTP interface: the vendor's deliveries come in; health and status can be looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress

from ...audit import AuditKind
from ...errors import ContractError, DataError, Rejected
from ...inbound.asgi import Answer, BodyTooLarge, Disconnected, Receive, Request, Scope, Send, read_request, send_answer
from ...inbound.database import QueueFull, StoreUnavailable
from ...inbound.store import Store
from ...inbound.trail import Trail
from ...inbound.wake import Wake
from ...masking import mask
from ...ports.documents import Challenge, DocumentEvent, Documents, EventsDropped, Notice
from .intake import WEBHOOK, read_job
from .sweep import Sweeper

EVENTS_PATH = "/slack/events"
RETRY_NUMBER = "x-slack-retry-num"
NO_RETRY = {"x-slack-no-retry": "1"}
RETRY_AFTER_SECONDS = 10

Show = Callable[[], Mapping[str, object]]


class Doorway:
    """An ASGI application with three routes: the events, ``/healthz`` and ``/status``.

    A delivery is answered yes once its document is durably queued, never before.

    Args:
        documents: verifies deliveries.
        store: the queue.
        sweeper: told of what comes in, and of what the vendor says it left out.
        wake: the workers', set after every enqueue.
        trail: where every decision is noted.
        healthy: whether the service can do its work.
        status: what ``/status`` shows.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        documents: Documents,
        store: Store,
        sweeper: Sweeper,
        *,
        wake: Wake,
        trail: Trail,
        healthy: Callable[[], bool],
        status: Show,
        body_bytes_max: int,
    ) -> None:
        self._documents = documents
        self._store = store
        self._sweeper = sweeper
        self._wake = wake
        self._trail = trail
        self._healthy = healthy
        self._status = status
        self._body_bytes_max = body_bytes_max
        self._routes: Mapping[str, Mapping[str, Callable[[Request], Answer]]] = {
            EVENTS_PATH: {"POST": self._delivery},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._show_status},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        route = self._routes.get(scope["path"], {})
        handle = route.get(scope["method"])
        try:
            if not route:
                answer = Answer(404, {"error": "not found"})
            elif handle is None:
                answer = Answer(405, {"error": "method not allowed"}, {"allow": ", ".join(route)})
            else:
                answer = self._guarded(handle, await read_request(scope, receive, self._body_bytes_max))
        except BodyTooLarge:
            answer = Answer(413, {"error": f"the body is longer than {self._body_bytes_max} bytes"})
        except Disconnected:
            return
        await send_answer(send, answer)

    def _guarded(self, handle: Callable[[Request], Answer], request: Request) -> Answer:
        try:
            return handle(request)
        except (QueueFull, StoreUnavailable) as error:
            return self._shed(error, alarm=False)
        except Exception as error:  # noqa: BLE001  # a defect of ours: the vendor is to deliver it again
            return self._shed(error, alarm=True)

    def _shed(self, error: Exception, *, alarm: bool) -> Answer:
        self._trail.note(AuditKind.REJECTED, WEBHOOK, status=503, alarm=alarm, reason=_reason(error))
        with suppress(StoreUnavailable):
            self._store.count({"shed": 1})
        return Answer(503, {"error": "try again later"}, {"retry-after": str(RETRY_AFTER_SECONDS)})

    def _delivery(self, request: Request) -> Answer:
        try:
            notice = self._documents.verify(request.headers, request.body)
        except Rejected as error:
            self._trail.note(AuditKind.REJECTED, WEBHOOK, status=401, reason=_reason(error))
            return Answer(401, {"error": "the signature or its time is not accepted"}, NO_RETRY)
        except ContractError as error:
            return self._reject(request.body, error)
        if request.headers.get(RETRY_NUMBER) is not None:
            self._store.count({"redelivered": 1})
        return self._heed(notice, request.body)

    def _heed(self, notice: Notice | None, body: bytes) -> Answer:
        match notice:
            case Challenge():
                return Answer(200, {"challenge": notice.answer})
            case DocumentEvent():
                return self._accept(notice, body)
            case EventsDropped():
                self._trail.note(AuditKind.DEGRADED, WEBHOOK, what="delivery", reason=notice.reason)
                self._sweeper.hurry()
                return Answer(200, {"status": "noted"})
            case None:
                return Answer(200, {"status": "ignored"})

    def _accept(self, event: DocumentEvent, body: bytes) -> Answer:
        job = read_job(event.document_id, WEBHOOK)
        ids = {"event_id": event.event_id, "document_id": event.document_id}
        try:
            fresh = self._store.enqueue(job, event_id=event.event_id, totals={"accepted": 1})
        except DataError as error:
            return self._reject(body, error)
        self._trail.note(AuditKind.ACCEPTED, job.key, duplicate=not fresh, **ids)
        if not fresh:
            self._store.count({"duplicates": 1})
            return Answer(200, {"status": "duplicate", "key": job.key})
        self._trail.note(AuditKind.ENQUEUED, job.key, document_id=event.document_id, found_by=WEBHOOK)
        self._wake.set()
        self._sweeper.hurry()
        return Answer(200, {"status": "accepted", "key": job.key})

    def _reject(self, body: bytes, error: DataError) -> Answer:
        """Park what is genuine and not understood; whatever it told of is found in the vendor's list."""
        reason, digest = _reason(error), hashlib.sha256(body).hexdigest()
        self._store.reject(digest, reason)
        self._trail.note(AuditKind.REJECTED, WEBHOOK, status=422, digest=digest, reason=reason)
        self._sweeper.hurry()
        return Answer(422, {"error": reason}, NO_RETRY)

    def _health(self, request: Request) -> Answer:
        self._store.queue()  # a store that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    def _show_status(self, request: Request) -> Answer:
        return Answer(200, self._status())


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {mask(str(error))}"
