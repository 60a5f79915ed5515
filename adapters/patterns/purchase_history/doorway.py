"""The HTTP interface: the purchases of a customer, page by page or as a stream, with their age."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...audit import AuditKind
from ...clock import Clock
from ...errors import Rejected, SystemUnavailable, TransientError
from ...inbound.asgi import Answer, BodyTooLarge, Disconnected, Receive, Scope, Send, read_request, send_answer
from ...inbound.store import Store
from ...masking import mask
from ...ports.warehouse import Warehouse
from ...trail import Trail
from .capture import Capture
from .pages import as_json, line, page_as_json, place_of
from .settings import Settings

NDJSON = "application/x-ndjson"
SHOWN_MAX = 1000
PURCHASES = re.compile(r"/v1/customers/([A-Za-z0-9._@-]{1,100})/purchases")


class Query(BaseModel):
    """What can be asked for; ``request_id`` is the caller's own and appears in the audit trail."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    limit: Annotated[int, Field(ge=1)] = 20
    cursor: str | None = None
    request_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] | None = None


class Doorway:
    """An ASGI application for HTTP requests.

    Args:
        warehouse, store, capture: what it opens to.
        settings: limits.
        clock: for the moment that an answer shows.
        trail: where refusals are noted.
        healthy: whether changes are followed.
        breakers: states of the breakers, for ``/status``.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        store: Store,
        capture: Capture,
        settings: Settings,
        *,
        clock: Clock,
        trail: Trail,
        healthy: Callable[[], bool],
        breakers: Callable[[], Mapping[str, str]],
    ) -> None:
        self._warehouse = warehouse
        self._store = store
        self._capture = capture
        self._settings = settings
        self._clock = clock
        self._trail = trail
        self._healthy = healthy
        self._breakers = breakers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            headers = (await read_request(scope, receive, self._settings.body_bytes)).headers
            answer = await self._answer(scope, headers, send)
        except BodyTooLarge:
            answer = Answer(413, {"error": f"the body is longer than {self._settings.body_bytes} bytes"})
        except Disconnected:
            return
        except Rejected as error:
            answer = Answer(422, {"error": mask(error.message), "fields": list(error.fields)})
        except TransientError as error:
            answer = self._put_off(error)
        if answer is not None:
            await send_answer(send, answer)

    async def _answer(self, scope: Scope, headers: Mapping[str, str], send: Send) -> Answer | None:
        """Return what to answer, or answer with a stream."""
        path, method = scope["path"], scope["method"]
        found = PURCHASES.fullmatch(path)
        known = found is not None or path in ("/healthz", "/status")
        if not known or method != "GET":
            return Answer(405, {"error": "method not allowed"}, {"allow": "GET"}) if known else Answer(404, NOT_FOUND)
        if found is None:
            return await (self._health() if path == "/healthz" else self._status())
        query = _query(scope.get("query_string", b""), self._settings.page_max)
        age = await self._age()
        if NDJSON not in headers.get("accept", ""):
            return await self._page(found[1], query, age)
        await self._stream(found[1], age, send)
        return None

    async def _age(self) -> Mapping[str, str]:
        """Return the headers that tell how old an answer is.

        Raises:
            SystemUnavailable: the replica is further behind than it may be.
        """
        lag_seconds = await self._warehouse.lag_seconds()
        if lag_seconds > self._settings.lag_seconds_max:
            message = f"the replica is {lag_seconds:.0f} s behind, more than {self._settings.lag_seconds_max:g} s"
            raise SystemUnavailable(message, system="warehouse")
        as_of = datetime.fromtimestamp(self._clock.now() - lag_seconds, UTC)
        return {"age": f"{lag_seconds:.0f}", "warehouse-lag-seconds": f"{lag_seconds:.3f}", "as-of": as_of.isoformat()}

    async def _page(self, customer_id: str, query: Query, age: Mapping[str, str]) -> Answer:
        after = None if query.cursor is None else place_of(query.cursor)
        purchases = await self._warehouse.page(customer_id, after, query.limit + 1)
        content = page_as_json(customer_id, purchases, query.limit)
        told = {} if query.request_id is None else {"request_id": query.request_id}
        return Answer(200, {**content, **told, "lag_seconds": float(age["warehouse-lag-seconds"])}, age)

    async def _stream(self, customer_id: str, age: Mapping[str, str], send: Send) -> None:
        """Send all purchases, a line each; a last line tells their number, or that the stream broke off."""
        count, begun, last = 0, False, b""
        pairs = [(name.encode(), value.encode()) for name, value in {"content-type": NDJSON, **age}.items()]
        try:
            async with self._warehouse.all_purchases(customer_id, self._settings.stream_batch) as purchases:
                await send({"type": "http.response.start", "status": 200, "headers": pairs})
                begun, piece = True, bytearray()
                async for purchase in purchases:
                    count, piece = count + 1, piece + line(as_json(purchase))
                    if count % self._settings.stream_batch == 0:
                        await send({"type": "http.response.body", "body": bytes(piece), "more_body": True})
                        piece.clear()
                last = bytes(piece) + line({"end": True, "count": count})
        except TransientError as error:
            if not begun:
                raise
            self._trail.note(AuditKind.DEGRADED, "stream", count=count, reason=mask(error.message))
            last = line({"end": False, "error": "the stream broke off"})
        await send({"type": "http.response.body", "body": last})

    def _put_off(self, error: TransientError) -> Answer:
        reason = mask(error.message)
        self._trail.note(AuditKind.THROTTLE, "doorway", system=error.system, status=503, reason=reason)
        return Answer(503, {"error": reason}, {"retry-after": str(self._settings.retry_after_seconds)})

    async def _health(self) -> Answer:
        await self._warehouse.lag_seconds()  # a replica that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    async def _status(self) -> Answer:
        queue, letters = self._store.queue(), self._store.dead.listed(SHOWN_MAX)
        try:
            lag_seconds: float | None = round(await self._warehouse.lag_seconds(), 3)
        except TransientError:
            lag_seconds = None
        told = {"lag_seconds": lag_seconds, "lag_seconds_max": self._settings.lag_seconds_max}
        changes = {"position": self._capture.position, "ready": queue.ready, "leased": queue.leased}
        dead = [{"key": letter.key, "reason": letter.reason} for letter in letters]
        return Answer(
            200, {"replica": told, "changes": changes, "dead_letters": dead, "breakers": dict(self._breakers())}
        )


NOT_FOUND: Mapping[str, object] = {"error": "not found"}


def _query(text: bytes, page_max: int) -> Query:
    try:
        query = Query.model_validate(dict(parse_qsl(text.decode("ascii"), keep_blank_values=True, max_num_fields=10)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Rejected(f"{place}: {first['msg']}", fields=(place,)) from None
    except ValueError:
        raise Rejected("query: not readable", fields=("query",)) from None
    if query.limit > page_max:
        raise Rejected(f"limit: at most {page_max}", fields=("limit",))
    return query
