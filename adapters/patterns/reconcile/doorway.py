"""The HTTP interface: deliveries come in; runs are asked for; runs, the log, health and status can be looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ...audit import AuditKind
from ...errors import Conflict, ContractError, Rejected
from ...inbound.asgi import Answer, Receive, Request, Scope, Send
from ...inbound.router import Handle, Router, Routes
from ...masking import mask
from ...ports import Helpdesk
from ...stores.errors import StoreUnavailable
from ...trail import Trail
from .notifier import Notifier
from .schedule import Schedule
from .transformations import Transformations

SHOWN_MAX = 1000
KEY_LENGTH_MAX = 200


class Order(BaseModel):
    """The body of a request for a run; ``since`` is a time with its zone."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    since: Annotated[AwareDatetime | None, Field(default=None)]

    @property
    def since_seconds(self) -> float | None:
        """The time in seconds since the epoch."""
        moment: datetime | None = self.since
        return None if moment is None else moment.timestamp()


class Doorway:
    """An ASGI application for HTTP requests.

    Args:
        helpdesk: verifies deliveries.
        notifier, schedule, transformations: what it opens to.
        trail: where refusals are noted.
        healthy: whether the service can do its work.
        breakers: states of the breakers, for ``/status``.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        helpdesk: Helpdesk,
        notifier: Notifier,
        schedule: Schedule,
        transformations: Transformations,
        *,
        trail: Trail,
        healthy: Callable[[], bool],
        breakers: Callable[[], Mapping[str, str]],
        body_bytes_max: int,
    ) -> None:
        self._helpdesk = helpdesk
        self._notifier = notifier
        self._schedule = schedule
        self._transformations = transformations
        self._trail = trail
        self._healthy = healthy
        self._breakers = breakers
        routes: Routes = {
            "/webhooks/helpdesk": {"POST": self._delivery},
            "/v1/reconciliations": {"POST": self._order, "GET": self._show_runs},
            "/v1/transformations": {"GET": self._show_transformations},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._status},
        }
        self._router = Router(routes, body_bytes_max, guarded=self._guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self._router(scope, receive, send)

    async def _guarded(self, handle: Handle, request: Request) -> Answer:
        try:
            return await handle(request)
        except Conflict as error:
            return Answer(409, {"error": mask(error.message)})
        except StoreUnavailable as error:
            self._trail.note(AuditKind.REJECTED, "ingress", status=503, reason=mask(error.message))
            return Answer(503, {"error": "try again later"}, {"retry-after": "5"})

    async def _delivery(self, request: Request) -> Answer:
        try:
            event = self._helpdesk.verify(request.headers, request.body)
        except Rejected as error:
            self._trail.note(AuditKind.REJECTED, "webhook", status=401, reason=mask(error.message))
            return Answer(401, {"error": "the signature or its time is not accepted"})
        except ContractError as error:
            self._trail.note(AuditKind.REJECTED, "webhook", status=422, reason=mask(error.message))
            self._schedule.hurry()
            return Answer(422, {"error": mask(error.message)})
        if event is None:
            return Answer(200, {"status": "ignored"})
        self._schedule.hurry()
        begun = self._notifier.notify(event.ticket_id)
        return Answer(200, {"status": "accepted" if begun else "left to the reconciliation"})

    async def _order(self, request: Request) -> Answer:
        key = request.headers.get("idempotency-key") or None
        if key is not None and len(key) > KEY_LENGTH_MAX:
            return Answer(422, {"error": f"idempotency-key: longer than {KEY_LENGTH_MAX} characters"})
        try:
            order = Order.model_validate_json(request.body or b"{}")
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "body"
            return Answer(422, {"error": f"{place}: {first['msg']}"})
        return Answer(202, {"run": await self._schedule.ask(order.since_seconds, key)})

    async def _show_runs(self, request: Request) -> Answer:
        reports = [report.model_dump() for report in reversed(self._schedule.reports)]
        return Answer(200, {"running": self._schedule.running, "runs": reports})

    async def _show_transformations(self, request: Request) -> Answer:
        return Answer(200, {"transformations": await self._transformations.latest(SHOWN_MAX)})

    async def _health(self, request: Request) -> Answer:
        await self._transformations.latest(1)  # a store that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    async def _status(self, request: Request) -> Answer:
        last = self._schedule.reports[-1].model_dump() if self._schedule.reports else None
        return Answer(200, {"running": self._schedule.running, "last": last, "breakers": dict(self._breakers())})
