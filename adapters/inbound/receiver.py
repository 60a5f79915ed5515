"""The door for a help desk's webhooks: verify, de-duplicate, queue durably, and only then say yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..audit import AuditKind
from ..errors import ContractError, DataError, Rejected
from ..ports import Helpdesk, TicketEvent
from ..trail import Trail
from ..wake import Wake
from .asgi import Answer, Request
from .job import NewJob
from .store import Store
from .webhooks import WebhookDoor

WEBHOOK_PATH = "/webhooks/helpdesk"


class Receiver(WebhookDoor):
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
        super().__init__(
            WEBHOOK_PATH, store, trail=trail, healthy=healthy, status=status, body_bytes_max=body_bytes_max
        )
        self._helpdesk = helpdesk
        self._job_for = job_for
        self._wake = wake

    async def _delivery(self, request: Request) -> Answer:
        try:
            event = self._helpdesk.verify(request.headers, request.body)
        except Rejected as error:
            return self._refuse(error)
        except ContractError as error:
            return self._park(request.body, error)
        if event is None:
            return Answer(200, {"status": "ignored"})
        return self._accept(event, request.body)

    def _accept(self, event: TicketEvent, body: bytes) -> Answer:
        job = self._job_for(event)
        ids = {"event_id": event.event_id, "ticket_id": event.ticket_id}
        try:
            fresh = self._store.enqueue(job, event_id=event.event_id, totals={"accepted": 1})
        except DataError as error:
            return self._park(body, error)
        if not fresh:
            self._store.count({"duplicates": 1})
            self._trail.note(AuditKind.ACCEPTED, job.key, duplicate=True, **ids)
            return Answer(200, {"status": "duplicate", "key": job.key})
        self._trail.note(AuditKind.ACCEPTED, job.key, duplicate=False, **ids)
        self._trail.note(AuditKind.ENQUEUED, job.key, ticket_id=event.ticket_id)
        self._wake.set()
        return Answer(200, {"status": "accepted", "key": job.key})
