"""Takes messages from a topic and sees to it that each has its effect once."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from ..audit import AuditKind
from ..clock import Clock
from ..errors import TransientError
from ..inbound.job import Cause, Job, JobState
from ..inbound.policy import Fate, RetryPolicy, Verdict
from ..masking import mask
from ..outbound.correlation import correlation
from ..outbound.deadline import deadline
from ..ports.broker import CORRELATION_ID, Broker, Delivery, Message, Subscription, Topic
from ..stores.errors import LeaseLost
from ..stores.ports import Claim, ClaimState, IdempotencyStore
from ..trail import Trail
from .heartbeat import Lapsed, heartbeat

HEARTBEATS = 3.0
"""How often a lease is extended within its own length."""
ID_LENGTH_MAX = 128

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._:/=+-]|^[^A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Work:
    """A message to be worked on.

    Args:
        message: the message.
        published_at: when it was published, in seconds since the epoch.
        receives: deliveries held against it, this one included.
        in_doubt: an earlier delivery may have had its effect, or a part of it: look before having it again.
    """

    message: Message
    published_at: float
    receives: int
    in_doubt: bool


Handler = Callable[[Work], Awaitable[str]]
"""Has the effect of a message and returns what is to be remembered of it; raises the errors of ``adapters.errors``."""


class Consumer:
    """Works on the messages of a topic, up to ``concurrency`` at once.

    Messages of one lane of an ordered topic come one after the other, which is the broker's doing. A handler whose
    lease is lost is cancelled: somebody else has the message.

    Args:
        broker: where the messages are.
        topic: which of them.
        handler: has their effects.
        store: remembers which effects were begun, and which are had; shared by all consumers of the topic.
        concurrency: messages at once.
        policy: retries; its ``receives_max`` is no larger than the topic's.
        clock, random: time and jitter.
        trail: told of everything that happens to a message.
        scope: tells this kind of work from others in the same store.
        work_seconds: deadline of all calls that a handler makes for one delivery.
    """

    def __init__(
        self,
        broker: Broker,
        topic: Topic,
        handler: Handler,
        *,
        store: IdempotencyStore,
        concurrency: int,
        policy: RetryPolicy,
        clock: Clock,
        random: Random,
        trail: Trail,
        scope: str = "handled",
        work_seconds: float = math.inf,
    ) -> None:
        self._broker = broker
        self._topic = topic
        self._handler = handler
        self._store = store
        self._concurrency = concurrency
        self._policy = policy
        self._clock = clock
        self._random = random
        self._trail = trail
        self._scope = f"{scope}/{topic.name}"
        self._work_seconds = work_seconds
        self._running: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self._grace_seconds = 0.0
        self._main: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether messages are being taken."""
        return self._main is not None and not self._main.done() and not self._stop.is_set()

    def start(self) -> None:
        """Begin to take messages, on the running event loop."""
        self._main = asyncio.create_task(self._run(), name=f"consumer of {self._topic.name}")

    async def stop(self, grace_seconds: float) -> None:
        """Take no more messages, give those under way ``grace_seconds``, then give them back."""
        self._grace_seconds = grace_seconds
        self._stop.set()
        if self._main is not None:
            await self._main

    async def _run(self) -> None:
        async with self._broker.subscribe(self._topic.name, prefetch=self._concurrency) as subscription:
            taking = asyncio.create_task(self._take(subscription), name=f"taking {self._topic.name}")
            stopping = asyncio.create_task(self._stop.wait())
            try:
                await asyncio.wait([taking, stopping], return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _cancel({taking, stopping})
                await self._drain()
        if taking.done() and not taking.cancelled():
            taking.result()

    async def _take(self, subscription: Subscription) -> None:
        while True:
            try:
                delivery = await anext(subscription)
            except StopAsyncIteration:
                return
            task = asyncio.create_task(self._process(delivery), name=delivery.message.id)
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _drain(self) -> None:
        timer = asyncio.create_task(self._clock.sleep(self._grace_seconds))
        while self._running and not timer.done():
            await asyncio.wait([timer, *self._running], return_when=asyncio.FIRST_COMPLETED)
        await _cancel({timer, *self._running})

    async def _process(self, delivery: Delivery) -> None:
        id = delivery.message.id
        try:
            with correlation(_correlation_id(delivery.message)):
                claim = await self._store.claim(self._scope, id, lease_seconds=self._topic.lease_seconds)
                await _STEPS[claim.state](self, delivery, claim)
        except (LeaseLost, TransientError) as error:  # broker or store: the lease lapses, and the message comes again
            self._trail.note(AuditKind.DEGRADED, id, reason=str(Cause.of(error, mask(error.message))))

    async def _forget(self, delivery: Delivery, claim: Claim) -> None:
        await delivery.ack()
        self._trail.note(AuditKind.ACKNOWLEDGED, claim.key, receives=delivery.receives, duplicate=True)

    async def _leave_alone(self, delivery: Delivery, claim: Claim) -> None:
        seconds = min(claim.lease_until - self._clock.now(), self._topic.lease_seconds)
        await delivery.retry(max(0.0, seconds), counted=False)
        self._trail.note(AuditKind.RETRY, claim.key, receives=delivery.receives, reason="somebody else is at it")

    async def _work(self, delivery: Delivery, claim: Claim) -> None:
        self._trail.note(AuditKind.STARTED, claim.key, receives=delivery.receives, claim=claim.token)
        work = Work(
            message=delivery.message,
            published_at=delivery.published_at,
            receives=delivery.receives,
            in_doubt=claim.state is ClaimState.IN_DOUBT,
        )
        try:
            result = await self._handle(work, delivery, claim)
        except asyncio.CancelledError:
            await self._store.release(claim, in_doubt=True)
            raise
        except Lapsed:
            raise LeaseLost(f"{claim.key}: the handler took too long") from None
        except Exception as error:  # noqa: BLE001  # the policy knows what a defect of ours means
            await self._fail(delivery, claim, error)
        else:
            await self._store.complete(claim, result)
            await delivery.ack()
            self._trail.note(AuditKind.ACKNOWLEDGED, claim.key, receives=delivery.receives)

    async def _handle(self, work: Work, delivery: Delivery, claim: Claim) -> str:
        pause_seconds = self._topic.lease_seconds / HEARTBEATS
        async with heartbeat(lambda: self._extended(delivery, claim), self._clock, pause_seconds):
            with deadline(self._clock, self._work_seconds):
                return await self._handler(work)

    async def _extended(self, delivery: Delivery, claim: Claim) -> bool:
        """Extend both leases; return whether there still are both."""
        try:
            await delivery.extend()
            await self._store.keep(claim, self._topic.lease_seconds)
        except LeaseLost:
            return False
        except TransientError as error:  # tried again, until the lease is over
            self._trail.note(AuditKind.DEGRADED, claim.key, reason=mask(error.message))
        return True

    async def _fail(self, delivery: Delivery, claim: Claim, error: Exception) -> None:
        cause = Cause.of(error, mask(str(error)))
        verdict = self._policy.judge(error, _as_job(delivery, self._topic), self._clock.now(), self._random)
        await self._store.release(claim, in_doubt=True)
        if verdict.fate in (Fate.HOLD, Fate.POSTPONE):
            await self._postpone(delivery, cause, verdict)
        else:
            await self._bury(delivery, cause, alarm=verdict.fate is Fate.BURY_AND_ALARM)

    async def _postpone(self, delivery: Delivery, cause: Cause, verdict: Verdict) -> None:
        delay_seconds = max(0.0, verdict.until - self._clock.now())
        await delivery.retry(delay_seconds, counted=verdict.fate is Fate.POSTPONE)
        self._trail.note(
            AuditKind.RETRY,
            delivery.message.id,
            system=cause.system,
            receives=delivery.receives,
            until=verdict.until,
            reason=str(cause),
        )

    async def _bury(self, delivery: Delivery, cause: Cause, *, alarm: bool) -> None:
        await delivery.dead(str(cause))
        self._trail.note(
            AuditKind.DEAD_LETTERED,
            delivery.message.id,
            system=cause.system,
            receives=delivery.receives,
            alarm=alarm,
            reason=str(cause),
        )


_STEPS: Mapping[ClaimState, Callable[[Consumer, Delivery, Claim], Awaitable[None]]] = {
    ClaimState.NEW: Consumer._work,
    ClaimState.IN_DOUBT: Consumer._work,
    ClaimState.HELD: Consumer._leave_alone,
    ClaimState.DONE: Consumer._forget,
}
"""What becomes of a delivery, by what is known of its message."""


def _as_job(delivery: Delivery, topic: Topic) -> Job:
    """Return what the retry policy wants to know, in the shape in which it asks."""
    return Job(
        sequence=0,
        key=delivery.message.id,
        kind=topic.name,
        lane=delivery.message.key,
        payload={},
        state=JobState.LEASED,
        accepted_at=delivery.published_at,
        life_began_at=delivery.queued_at,
        available_at=delivery.queued_at,
        lease=delivery.receives,
        leased_at=delivery.queued_at,
        lease_until=delivery.lease_until,
        receives=delivery.receives,
        replays=0,
        probes=0,
        last_error=None,
    )


def _correlation_id(message: Message) -> str:
    id = message.headers.get(CORRELATION_ID) or message.id
    return _NOT_IN_AN_ID.sub("x", id)[:ID_LENGTH_MAX] or "x"


async def _cancel(tasks: Iterable[asyncio.Future[Any]]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
