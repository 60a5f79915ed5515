"""What the integration needs of a durable store.

Every method raises ``StoreUnavailable`` when the store cannot be reached; nothing was written then, or, when the
answer to a commit was lost, what was written shows at the next read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ClaimState(StrEnum):
    """What is known of a piece of work that somebody wants to do."""

    NEW = "new"  # nobody has begun it: do it
    IN_DOUBT = "in_doubt"  # somebody began it, and nobody knows how far that went: look before doing it
    HELD = "held"  # somebody is at it: leave it alone
    DONE = "done"  # it is done, and this is its result


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of work as it was found; times are seconds since the epoch.

    Args:
        scope, key: identify the work.
        state: what is known of it.
        token: tells this claim from those before it; only the newest one counts.
        claimed_at: when the work was claimed for the first time.
        lease_until: when somebody else can claim it.
        result: what came of it, once it is done.
    """

    scope: str
    key: str
    state: ClaimState
    token: int
    claimed_at: float
    lease_until: float
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The work of a scope that is not done: how much, how much of it is held, and since when there is the oldest."""

    count: int
    held: int
    oldest_claimed_at: float | None


class IdempotencyStore(Protocol):
    """Remembers which work was begun and which is done, across processes and restarts."""

    async def claim(
        self, scope: str, key: str, *, lease_seconds: float, remembered_seconds: float | None = None
    ) -> Claim:
        """Claim a piece of work; it is ours if the claim comes back ``NEW`` or ``IN_DOUBT``.

        Args:
            scope, key: identify the work.
            lease_seconds: how long nobody else can claim it; may be infinite.
            remembered_seconds: work that was done longer ago is new again; ``None``: as long as it is stored.
        """
        ...

    async def keep(self, claim: Claim, lease_seconds: float) -> None:
        """Begin the lease of a claim anew.

        Raises:
            LeaseLost: somebody else claimed it, or it is done; so do ``complete`` and ``release``.
        """
        ...

    async def complete(self, claim: Claim, result: str) -> None:
        """Record that the work is done, and what came of it."""
        ...

    async def release(self, claim: Claim, *, in_doubt: bool) -> None:
        """Give a claim up; ``in_doubt`` says whether some of the work may have been done."""
        ...

    async def lookup(self, scope: str, key: str) -> Claim | None:
        """Return what is known of a piece of work, without claiming it."""
        ...

    async def reopen(self, scope: str, key: str, result: str, *, lease_seconds: float) -> Claim | None:
        """Claim, as new, work that is done with exactly this ``result``; ``None`` when there is none."""
        ...

    async def outstanding(self, scope: str) -> Outstanding:
        """Count the work of a scope that is claimed and not done."""
        ...

    async def forget(self, before: float, limit: int = 1000) -> int:
        """Erase up to ``limit`` pieces of work that were done before a time; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A position in some input; ``version`` counts how often it was moved."""

    position: str
    version: int


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a piece of work, as ``IdempotencyStore.lookup`` will find it."""

    scope: str
    key: str
    result: str


class CheckpointStore(Protocol):
    """Remembers how far an input was read."""

    async def load(self, name: str) -> Checkpoint | None:
        """Return the position of an input; ``None`` before the first ``save``."""
        ...

    async def save(
        self, name: str, position: str, *, after: Checkpoint | None, results: Sequence[Result] = ()
    ) -> Checkpoint:
        """Move the position and store the results of what lies before it, both or neither.

        Args:
            name: the input.
            position: where to go on.
            after: the checkpoint that was loaded or saved before.
            results: a result that is stored already stays as it is.

        Raises:
            Conflict: somebody else moved the position; nothing was written.
        """
        ...
