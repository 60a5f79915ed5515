"""The HTTP interface: the vendor's deliveries come in; health and status can be looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...audit import AuditKind
from ...errors import ContractError, DataError, Rejected
from ...inbound.asgi import Answer, Request
from ...inbound.store import Store
from ...inbound.webhooks import WebhookDoor
from ...ports.documents import Challenge, DocumentEvent, Documents, EventsDropped, Notice
from ...trail import Trail
from ...wake import Wake
from .intake import WEBHOOK, read_job
from .sweep import Sweeper

EVENTS_PATH = "/slack/events"
RETRY_NUMBER = "x-slack-retry-num"
NO_RETRY = {"x-slack-no-retry": "1"}


class Doorway(WebhookDoor):
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
        status: Callable[[], Mapping[str, object]],
        body_bytes_max: int,
    ) -> None:
        super().__init__(EVENTS_PATH, store, trail=trail, healthy=healthy, status=status, body_bytes_max=body_bytes_max)
        self._documents = documents
        self._sweeper = sweeper
        self._wake = wake

    async def _delivery(self, request: Request) -> Answer:
        try:
            notice = self._documents.verify(request.headers, request.body)
        except Rejected as error:
            return _for_good(self._refuse(error))
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
        answer = self._park(body, error)
        self._sweeper.hurry()
        return _for_good(answer)


def _for_good(answer: Answer) -> Answer:
    """Return the answer with the vendor's word that it is not to deliver this again."""
    return Answer(answer.status, answer.content, NO_RETRY)
