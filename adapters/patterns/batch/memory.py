"""What a batch remembers across its deaths: its position, what was decided, and what became of every item."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from ...clock import Clock
from ...errors import ConfigurationError
from ...stores.ports import Checkpoint, CheckpointStore, Claim, ClaimState, IdempotencyStore, Result
from .position import Durable, Position, Settled

DurableT = TypeVar("DurableT", bound=Durable)

DIGEST_LENGTH = 32
FORGOTTEN_AT_ONCE = 1000


class Verdict(Durable):
    """What was decided about an item: a decision, or the reason why there is none."""

    decision: str | None = None
    rejected_for: str | None = None


def item_key(key: str, content: str) -> str:
    """Return what an item with this content is remembered under."""
    return f"{key}:{hashlib.sha256(content.encode()).hexdigest()[:DIGEST_LENGTH]}"


class Memory:
    """Positions, decisions and results of one batch; only whoever holds its lease may write.

    Args:
        name: the batch's.
        checkpoints, claims: where it is remembered.
        clock: for leases and ages.
        lease_seconds: how long the lease lasts.
    """

    def __init__(
        self, name: str, checkpoints: CheckpointStore, claims: IdempotencyStore, clock: Clock, lease_seconds: float
    ) -> None:
        self._name = name
        self._checkpoints = checkpoints
        self._claims = claims
        self._clock = clock
        self._lease_seconds = lease_seconds
        self._checkpoint: Checkpoint | None = None

    async def lease(self) -> Claim:
        """Return the lease on the batch, once nobody else holds it."""
        while True:
            claim = await self._claims.claim("batch", self._name, lease_seconds=self._lease_seconds)
            if claim.state is not ClaimState.HELD:
                return claim
            left_seconds = min(claim.lease_until - self._clock.now(), self._lease_seconds)
            await self._clock.sleep(max(left_seconds, 0.001))

    async def keep(self, lease: Claim) -> None:
        """Keep a lease until cancelled.

        Raises:
            LeaseLost: somebody else has it.
        """
        while True:
            await self._clock.sleep(self._lease_seconds / 3)
            await self._claims.keep(lease, self._lease_seconds)

    async def release(self, lease: Claim) -> None:
        """Give a lease up, so that the next process need not wait for its end."""
        await self._claims.release(lease, in_doubt=False)

    async def load(self) -> Position | None:
        """Return the position that was saved last.

        Raises:
            ConfigurationError: another version of this code saved it.
        """
        self._checkpoint = await self._checkpoints.load(self._name)
        return None if self._checkpoint is None else _stored(Position, self._checkpoint.position)

    async def save(self, position: Position, settled: Mapping[str, Settled] | None = None) -> None:
        """Save a position, and what became of the items behind it, both or neither.

        Args:
            position: where to go on.
            settled: by ``item_key``.

        Raises:
            Conflict: somebody else moved the position.
        """
        results = [Result(self._scope("settled"), key, each.model_dump_json()) for key, each in (settled or {}).items()]
        self._checkpoint = await self._checkpoints.save(
            self._name, position.model_dump_json(), after=self._checkpoint, results=results
        )

    async def settled(self, key: str) -> Settled | None:
        """Return what became of the item with this ``item_key``, if anything has."""
        known = await self._claims.lookup(self._scope("settled"), key)
        return None if known is None or known.result is None else _stored(Settled, known.result)

    async def verdict(self, key: str) -> Verdict | None:
        """Return what was decided about the item with this ``item_key``."""
        known = await self._claims.lookup(self._scope("verdict"), key)
        return None if known is None or known.result is None else _stored(Verdict, known.result)

    async def decide(self, key: str, verdict: Verdict) -> None:
        """Remember what was decided about the item with this ``item_key``."""
        claim = await self._claims.claim(self._scope("verdict"), key, lease_seconds=0.0)
        if claim.state is not ClaimState.DONE:
            await self._claims.complete(claim, verdict.model_dump_json())

    async def forget(self, age_seconds: float) -> None:
        """Forget items and decisions that are older."""
        before = self._clock.now() - age_seconds
        while await self._claims.forget(before, FORGOTTEN_AT_ONCE) == FORGOTTEN_AT_ONCE:
            pass

    def _scope(self, what: str) -> str:
        return f"{self._name}:{what}"


def _stored(model: type[DurableT], text: str) -> DurableT:
    """Return what was stored as ``text``.

    Raises:
        ConfigurationError: another version of this code stored it.
    """
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    raise ConfigurationError(f"the store holds a {model.__name__} that is not understood: {place}: {first['msg']}")
