"""What RabbitMQ does not know of its messages: which ids were published, and which of them are settled.

RabbitMQ recognises no repeated message, tells nobody how many messages are in flight elsewhere, and not how old the
oldest one is. So every message is published under a claim, which stays open until the message is settled.
"""

from __future__ import annotations

import math

from ..errors import OutcomeUnknown
from ..ports.broker import Topic
from ..stores.errors import LeaseLost
from ..stores.ports import Claim, ClaimState, IdempotencyStore, Outstanding
from .rabbitmq_failures import SYSTEM
from .rabbitmq_topology import Names

DONE = "done"
DEAD = "dead"


class Ledger:
    """The claims of one topic.

    Args:
        store: shared by all who publish to the topic or consume it.
        names: of the topic.
        publish_seconds: how long publishing can take; afterwards somebody else may try.
    """

    def __init__(self, store: IdempotencyStore, names: Names, publish_seconds: float) -> None:
        self._store = store
        self._names = names
        self._publish_seconds = publish_seconds

    @property
    def _topic(self) -> Topic:
        return self._names.topic

    async def admit(self, id: str) -> Claim | None:
        """Claim an id for publishing; ``None`` when its message is stored already.

        Raises:
            OutcomeUnknown: somebody else is publishing it just now.
        """
        claim = await self._store.claim(
            self._names.published,
            id,
            lease_seconds=self._publish_seconds,
            remembered_seconds=self._topic.deduplication_seconds,
        )
        return self._admitted(claim)

    async def readmit(self, id: str) -> Claim | None:
        """Claim the id of a dead letter; ``None`` when its message is back already, or was settled after all.

        Raises:
            OutcomeUnknown: somebody else is replaying it just now.
        """
        scope, seconds = self._names.published, self._publish_seconds
        claim = await self._store.reopen(scope, id, DEAD, lease_seconds=seconds)
        if claim is None:
            claim = await self._store.claim(scope, id, lease_seconds=seconds)
        return self._admitted(claim)

    def _admitted(self, claim: Claim) -> Claim | None:
        if claim.state in (ClaimState.NEW, ClaimState.IN_DOUBT):
            return claim
        if claim.state is ClaimState.HELD and math.isfinite(claim.lease_until):
            raise OutcomeUnknown(f"{claim.key}: somebody else is publishing it just now", system=SYSTEM)
        return None

    async def confirm(self, claim: Claim) -> None:
        """Record that the message is stored."""
        await self._store.keep(claim, math.inf)

    async def withdraw(self, claim: Claim, *, in_doubt: bool) -> None:
        """Record that the message was not stored, or that nobody knows."""
        await self._store.release(claim, in_doubt=in_doubt)

    async def restore(self, claim: Claim) -> None:
        """Record that a dead letter stays one."""
        await self._store.complete(claim, DEAD)

    async def settle(self, id: str, token: int | None, result: str) -> None:
        """Record that a message is settled; a copy of a message that is settled changes nothing."""
        if token is None:
            return  # another program published it
        claim = Claim(self._names.published, id, ClaimState.HELD, token, 0.0, math.inf)
        try:
            await self._store.complete(claim, result)
        except LeaseLost:
            return

    async def is_settled(self, id: str, token: int | None) -> bool:
        """Return whether this is a copy of a message that was settled."""
        if token is None:
            return False
        known = await self._store.lookup(self._names.published, id)
        return known is not None and (known.state is ClaimState.DONE or known.token > token)

    async def delay(self, id: str, seconds: float) -> None:
        """Record that a message waits for its retry."""
        await self._store.claim(self._names.delayed, id, lease_seconds=seconds)

    async def awake(self, id: str) -> None:
        """Record that a message waits no more."""
        known = await self._store.lookup(self._names.delayed, id)
        if known is not None and known.state is not ClaimState.DONE:
            try:
                await self._store.release(known, in_doubt=False)
            except LeaseLost:
                return

    async def unsettled(self) -> Outstanding:
        """Count the messages that are not settled."""
        return await self._store.outstanding(self._names.published)

    async def delayed(self) -> int:
        """Count the messages that wait for their retry."""
        return (await self._store.outstanding(self._names.delayed)).held
