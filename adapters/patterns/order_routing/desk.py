"""Takes orders: answers at once and leaves the rest to the queue, or does everything while the customer waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ...audit import AuditKind
from ...clock import Clock
from ...errors import Conflict, IntegrationError, TransientError
from ...inbound.asgi import Answer
from ...inbound.store import Store
from ...masking import mask
from ...outbound.correlation import correlation
from ...outbound.deadline import deadline
from ...stores.ports import Claim, ClaimState, IdempotencyStore
from ...trail import Trail
from ...wake import Wake
from .flow import Flow, enrich_job
from .records import Order, Route

SCOPE = "orders"
RETRY_AFTER = {"retry-after": "30"}


class Desk(Protocol):
    """Takes one order."""

    async def take(self, order: Order) -> Answer:
        """Return what the customer is told.

        Raises:
            TransientError: nothing was accepted; the order can be sent again.
            Conflict: the id belongs to another order.
        """
        ...


def answer(order: Order, route: Route, enrichment: str, status: int) -> Answer:
    """Return what the customer is told: the route, and whether it is the last word."""
    content: Mapping[str, object] = {"id": order.id, **route.model_dump(mode="json"), "enrichment": enrichment}
    return Answer(status, content)


class QueuedDesk:
    """Answers as soon as the order is durable; enrichment runs behind the queue.

    Args:
        store: the queue.
        flow: decides by what is known.
        wake: set when there is work.
        trail: where it is noted.
    """

    def __init__(self, store: Store, flow: Flow, *, wake: Wake, trail: Trail) -> None:
        self._store = store
        self._flow = flow
        self._wake = wake
        self._trail = trail

    async def take(self, order: Order) -> Answer:
        """Accept the order; see ``Desk``."""
        job = enrich_job(order)
        fresh = self._store.enqueue(job, totals={"accepted": 1})
        if not fresh:
            known = self._store.find(job.key)
            if known is not None and known.payload and known.payload != job.payload:
                raise Conflict(f"{order.id} is the id of another order")
        self._trail.note(AuditKind.ACCEPTED, order.id, duplicate=not fresh)
        self._wake.set()
        return answer(order, self._flow.at_once(order), "pending", 202)


class SynchronousDesk:
    """Answers when everything is done, and the team has been told.

    Args:
        claims: remember which orders are under way, and which are done.
        flow: what is done.
        clock, trail: time, and where it is noted.
        work_seconds: deadline of all calls for one order.
        lease_seconds: how long an order that died under way cannot be taken again.
    """

    def __init__(
        self,
        claims: IdempotencyStore,
        flow: Flow,
        *,
        clock: Clock,
        trail: Trail,
        work_seconds: float,
        lease_seconds: float,
    ) -> None:
        self._claims = claims
        self._flow = flow
        self._clock = clock
        self._trail = trail
        self._work_seconds = work_seconds
        self._lease_seconds = lease_seconds

    async def take(self, order: Order) -> Answer:
        """Do everything in line; see ``Desk``."""
        claim = await self._claims.claim(SCOPE, order.id, lease_seconds=self._lease_seconds)
        if claim.state is ClaimState.HELD:
            return Answer(503, {"error": "the order is being worked on"}, RETRY_AFTER)
        if claim.state is ClaimState.DONE:
            return answer(order, Route.model_validate_json(claim.result or ""), "complete", 200)
        self._trail.note(AuditKind.STARTED, order.id, claim=claim.token)
        return await self._work(order, claim)

    async def _work(self, order: Order, claim: Claim) -> Answer:
        try:
            with correlation(order.id), deadline(self._clock, self._work_seconds):
                found = await self._flow.find_out(order)
                in_doubt = claim.state is ClaimState.IN_DOUBT
                route = await self._flow.tell(order, found, in_doubt=in_doubt)
        except BaseException as error:
            await self._claims.release(claim, in_doubt=True)
            if isinstance(error, IntegrationError) and not isinstance(error, TransientError):
                reason = f"{type(error).__name__}: {mask(error.message)}"
                self._trail.note(AuditKind.DEAD_LETTERED, order.id, system=error.system, reason=reason)
                return Answer(502, {"error": "the order could not be routed"})
            raise
        await self._claims.complete(claim, route.model_dump_json())
        return answer(order, route, "complete", 200)
