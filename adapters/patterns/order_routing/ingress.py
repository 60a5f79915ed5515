"""The door: ``POST /v1/orders``, ``/healthz`` and ``/status``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from ...audit import AuditKind
from ...errors import Conflict, TransientError
from ...inbound.asgi import Answer, Receive, Request, Scope, Send
from ...inbound.router import Router, Routes
from ...trail import Trail
from .desk import RETRY_AFTER, Desk
from .records import Order


class Ingress:
    """An ASGI application.

    Args:
        desk: takes the orders.
        healthy: whether the service does its work.
        status: what ``/status`` shows.
        trail: where refusals are noted.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        healthy: Callable[[], bool],
        status: Callable[[], Mapping[str, object]],
        trail: Trail,
        body_bytes_max: int,
    ) -> None:
        self._desk = desk
        self._healthy = healthy
        self._status = status
        self._trail = trail
        routes: Routes = {
            "/v1/orders": {"POST": self._take},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._show_status},
        }
        self._router = Router(routes, body_bytes_max)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self._router(scope, receive, send)

    async def _take(self, request: Request) -> Answer:
        try:
            order = Order.model_validate_json(request.body)
        except ValidationError as error:
            return _refusal(error)
        try:
            return await self._desk.take(order)
        except Conflict as error:
            return Answer(409, {"error": error.message})
        except TransientError as error:
            self._trail.note(AuditKind.THROTTLE, order.id, status=503, reason=type(error).__name__)
            return Answer(503, {"error": "try again later"}, RETRY_AFTER)

    async def _health(self, request: Request) -> Answer:
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    async def _show_status(self, request: Request) -> Answer:
        return Answer(200, self._status())


def _refusal(error: ValidationError) -> Answer:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    problems = [{"field": ".".join(map(str, each["loc"])), "problem": each["msg"]} for each in details]
    return Answer(422, {"error": "not an order", "details": problems})
