"""The door: takes receipts over durably, tells what became of them, and says no when it has too much to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from pydantic import ValidationError

from ...audit import AuditKind
from ...errors import Conflict, TransientError
from ...inbound.asgi import Answer, Receive, Request, Scope, Send
from ...inbound.router import Handle, Router, Routes
from ...stores.errors import QueueFull
from ...trail import Trail
from ...wake import Wake
from .ledger import Entry, Ledger
from .records import Receipt

RETRY_AFTER_SECONDS = 30
RECEIPTS_PATH = "/v1/receipts"


class Ingress:
    """An ASGI application: ``POST /v1/receipts``, ``GET /v1/receipts/{id}``, ``/healthz`` and ``/status``.

    Args:
        ledger: where receipts are taken over.
        wake: set when one was.
        replay: brings a dead letter back at a person's word; returns whether there was one.
        healthy: whether the service does its work.
        status: what ``/status`` shows.
        trail: where every decision is noted.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        ledger: Ledger,
        wake: Wake,
        *,
        replay: Callable[[str], Awaitable[bool]],
        healthy: Callable[[], bool],
        status: Callable[[], Awaitable[Mapping[str, object]]],
        trail: Trail,
        body_bytes_max: int,
    ) -> None:
        self._ledger = ledger
        self._wake = wake
        self._replay_letter = replay
        self._healthy = healthy
        self._status = status
        self._trail = trail
        routes: Routes = {
            RECEIPTS_PATH: {"POST": self._accept},
            rf"{RECEIPTS_PATH}/(.+)/replay": {"POST": self._replay},
            rf"{RECEIPTS_PATH}/(.+)": {"GET": self._show},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._show_status},
        }
        self._router = Router(routes, body_bytes_max, guarded=self._guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self._router(scope, receive, send)

    async def _guarded(self, handle: Handle, request: Request) -> Answer:
        try:
            return await handle(request)
        except QueueFull as error:
            return self._shed(error.message, 429)
        except TransientError as error:
            return self._shed(error.message, 503)

    def _shed(self, reason: str, status: int) -> Answer:
        self._trail.note(AuditKind.THROTTLE, "ingress", status=status, reason=reason)
        return Answer(status, {"error": "try again later"}, {"retry-after": str(RETRY_AFTER_SECONDS)})

    async def _accept(self, request: Request) -> Answer:
        try:
            receipt = Receipt.model_validate_json(request.body)
        except ValidationError as error:
            return self._refuse(error)
        try:
            fresh = await self._ledger.accept(receipt)
        except Conflict as error:
            return Answer(409, {"error": error.message})
        self._trail.note(AuditKind.ACCEPTED, receipt.id, duplicate=not fresh)
        if fresh:
            self._wake.set()
        return Answer(202, {"id": receipt.id, "status": "accepted" if fresh else "duplicate"})

    def _refuse(self, error: ValidationError) -> Answer:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        problems = [{"field": ".".join(map(str, each["loc"])), "problem": each["msg"]} for each in details]
        return Answer(422, {"error": "not a receipt", "details": problems})

    async def _show(self, request: Request) -> Answer:
        entry = await self._ledger.find(request.parameters[0])
        return Answer(404, {"error": "no such receipt"}) if entry is None else Answer(200, shown(entry))

    async def _replay(self, request: Request) -> Answer:
        id = request.parameters[0]
        if await self._replay_letter(id):
            return Answer(202, {"id": id, "status": "replayed"})
        return Answer(404, {"error": "no such dead letter"})

    async def _health(self, request: Request) -> Answer:
        await self._ledger.depth()  # a ledger that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    async def _show_status(self, request: Request) -> Answer:
        return Answer(200, await self._status())


def shown(entry: Entry) -> dict[str, object]:
    """Return what may be told of a receipt: where it is, and why."""
    found = {"bill_id": entry.bill_id, "reason": entry.reason, "system": entry.system}
    return {
        "id": entry.id,
        "status": entry.state.value,
        "stage": entry.stage,
        "accepted_at": entry.accepted_at,
        **{name: value for name, value in found.items() if value is not None},
    }
