"""One answer per idempotency key, over retries, copies, processes and restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ...clock import Clock
from ...errors import ClientError, Conflict, TransientError
from ...outbound.deadline import remaining_seconds
from ...pipeline.budget import cancel
from ...stores.errors import LeaseLost
from ...stores.ports import Claim, ClaimState, IdempotencyStore

REPLIES = "reply"
BODIES = "reply-body"
LOOK_AGAIN_SECONDS = 0.25
OURS = (ClaimState.NEW, ClaimState.IN_DOUBT)


class KeyReused(ClientError):
    """The idempotency key belongs to another request."""


class InProgress(Conflict, TransientError):
    """Another process is at it, and was not done before our deadline; ``retry_after_seconds`` is when to look again."""

    def __init__(self, message: str, *, retry_after_seconds: float) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Once:
    """Does the work of a key once, and gives everybody who asks again the same result.

    Work that nobody finished (the process died, the caller hung up) is done again: an answer that nobody got binds
    nobody.

    Args:
        store: remembers.
        clock: for leases.
        lease_seconds: how long work is held by a process that was not heard of since.
        remembered_seconds: how long a result is given again.
    """

    def __init__(
        self, store: IdempotencyStore, *, clock: Clock, lease_seconds: float, remembered_seconds: float
    ) -> None:
        self._store = store
        self._clock = clock
        self._lease_seconds = lease_seconds
        self._remembered_seconds = remembered_seconds

    async def run(self, key: str, digest: str, work: Callable[[], Awaitable[str]]) -> tuple[str, bool]:
        """Return the result of ``key``, and whether it had been there before; wait for it until the caller's deadline.

        Args:
            key: the caller's idempotency key.
            digest: of the request; a key belongs to one request.
            work: makes the result.

        Raises:
            KeyReused: the key belongs to another request.
            InProgress: another process is at it, and was not done before the deadline.
            StoreUnavailable: nothing can be remembered, so nothing was begun.
        """
        await self._bind(key, digest)
        claim = await self._claim(key)
        if claim.state is ClaimState.DONE:
            return claim.result or "", True
        keeping = asyncio.create_task(self._keep(claim))
        try:
            result = await work()
        except BaseException:
            await cancel(keeping)
            await self._give_up(claim)
            raise
        await cancel(keeping)
        await self._store.complete(claim, result)
        return result, False

    async def forget(self) -> None:
        """Forget results that are not given again any more."""
        while await self._store.forget(self._clock.now() - self._remembered_seconds):
            await self._clock.sleep(LOOK_AGAIN_SECONDS)

    async def _bind(self, key: str, digest: str) -> None:
        bound = await self._store.claim(BODIES, key, lease_seconds=0.0, remembered_seconds=self._remembered_seconds)
        if bound.state in OURS:
            await self._store.complete(bound, digest)
        elif bound.result != digest:
            raise KeyReused("the idempotency key was used for another request")

    async def _claim(self, key: str) -> Claim:
        """Claim the work; while another process holds it, wait for its result, or for its lease to lapse."""
        while True:
            claim = await self._store.claim(
                REPLIES, key, lease_seconds=self._lease_seconds, remembered_seconds=self._remembered_seconds
            )
            if claim.state is not ClaimState.HELD:
                return claim
            if remaining_seconds() <= LOOK_AGAIN_SECONDS:
                left_seconds = min(claim.lease_until - self._clock.now(), self._lease_seconds)
                wait_seconds = max(left_seconds, LOOK_AGAIN_SECONDS)
                raise InProgress("the reply is being written", retry_after_seconds=wait_seconds)
            await self._clock.sleep(LOOK_AGAIN_SECONDS)

    async def _keep(self, claim: Claim) -> None:
        while True:
            await self._clock.sleep(self._lease_seconds / 3)
            try:
                await self._store.keep(claim, self._lease_seconds)
            except (LeaseLost, TransientError):
                continue  # completing it will tell

    async def _give_up(self, claim: Claim) -> None:
        try:
            await self._store.release(claim, in_doubt=False)
        except (LeaseLost, TransientError):
            return  # the lease will lapse by itself
