"""The door for webhooks: verify, de-duplicate, queue durably, and only then say yes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress

from ..audit import AuditKind
from ..errors import ContractError, DataError, Rejected
from ..masking import mask
from ..ports import Helpdesk, TicketEvent
from .asgi import Answer, BodyTooLarge, Disconnected, Receive, Request, Scope, Send, read_request, send_answer
from .database import QueueFull, StoreUnavailable
from .job import NewJob
from .store import Store
from .trail import Trail
from .wake import Wake

WEBHOOK_PATH = "/webhooks/helpdesk"
RETRY_AFTER_SECONDS = 10  # Zendesk redelivers after a 503 only when it is asked to wait less than 60 s


class Receiver:
    """An ASGI application with three routes: the webhook, ``/healthz`` and ``/status``.

    Args:
        helpdesk: verifies the deliveries.
        store: where jobs are queued.
        job_for: the job that an event asks for.
        wake: set after every enqueue.
        trail: where every decision is noted.
        healthy: whether the service can do its work.
        status: what ``/status`` shows.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        helpdesk: Helpdesk,
        store: Store,
        job_for: Callable[[TicketEvent], NewJob],
        *,
        wake: Wake,
        trail: Trail,
        healthy: Callable[[], bool],
        status: Callable[[], Mapping[str, object]],
        body_bytes_max: int,
    ) -> None:
        self._helpdesk = helpdesk
        self._store = store
        self._job_for = job_for
        self._wake = wake
        self._trail = trail
        self._healthy = healthy
        self._status = status
        self._body_bytes_max = body_bytes_max
        self._routes: Mapping[str, Mapping[str, Callable[[Request], Answer]]] = {
            WEBHOOK_PATH: {"POST": self._webhook},
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
        self._trail.note(AuditKind.REJECTED, "webhook", status=503, alarm=alarm, reason=_reason(error))
        with suppress(StoreUnavailable):
            self._store.count({"shed": 1})
        return Answer(503, {"error": "try again later"}, {"retry-after": str(RETRY_AFTER_SECONDS)})

    def _webhook(self, request: Request) -> Answer:
        try:
            event = self._helpdesk.verify(request.headers, request.body)
        except Rejected as error:
            self._trail.note(AuditKind.REJECTED, "webhook", status=401, reason=_reason(error))
            return Answer(401, {"error": "the signature or its time is not accepted"})
        except ContractError as error:
            return self._reject(request.body, error)
        if event is None:
            return Answer(200, {"status": "ignored"})
        return self._accept(event, request.body)

    def _accept(self, event: TicketEvent, body: bytes) -> Answer:
        job = self._job_for(event)
        ids = {"event_id": event.event_id, "ticket_id": event.ticket_id}
        try:
            fresh = self._store.enqueue(job, event_id=event.event_id, totals={"accepted": 1})
        except DataError as error:
            return self._reject(body, error)
        if not fresh:
            self._store.count({"duplicates": 1})
            self._trail.note(AuditKind.ACCEPTED, job.key, duplicate=True, **ids)
            return Answer(200, {"status": "duplicate", "key": job.key})
        self._trail.note(AuditKind.ACCEPTED, job.key, duplicate=False, **ids)
        self._trail.note(AuditKind.ENQUEUED, job.key, ticket_id=event.ticket_id)
        self._wake.set()
        return Answer(200, {"status": "accepted", "key": job.key})

    def _reject(self, body: bytes, error: DataError) -> Answer:
        reason = _reason(error)
        digest = _digest(body)
        self._store.reject(digest, reason)
        self._trail.note(AuditKind.REJECTED, "webhook", status=422, digest=digest, reason=reason)
        return Answer(422, {"error": reason})

    def _health(self, request: Request) -> Answer:
        self._store.queue()  # a store that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    def _show_status(self, request: Request) -> Answer:
        return Answer(200, self._status())


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {mask(str(error))}"


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
