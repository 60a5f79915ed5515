"""Holds receipts back while a system is away: they become dead letters that come back in the order of acceptance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random

from ...brokers.consumer import Work
from ...errors import BreakerOpen, IntegrationError, QuotaExceeded, TransientError
from ...inbound.job import Job
from ...inbound.policy import Fate, RetryPolicy, Verdict
from ...masking import mask
from ...wake import Wake
from .ledger import Ledger

NO_SYSTEM = "none"
"""Stands for the system of receipts that wait for no system in particular."""


class Held(TransientError):
    """The receipt waits among the dead letters until its system, or its turn, comes."""


class OutOfTurn(Held):
    """An earlier receipt of the same sender is not posted yet."""


class Gate:
    """Lets a receipt through to a system unless others wait for that system already.

    Args:
        ledger: knows who waits.
        systems: the name that errors of a role carry, by role.
    """

    def __init__(self, ledger: Ledger, systems: Mapping[str, str]) -> None:
        self._ledger = ledger
        self._systems = systems

    def system(self, role: str) -> str:
        """Return the name of the system in ``role``."""
        return self._systems[role]

    async def enter(self, id: str, role: str) -> None:
        """Return when ``id`` may go on: nobody waits, or it comes from the dead letters itself.

        Raises:
            Held: others wait, and this receipt goes behind them.
        """
        system = self._systems[role]
        if not await self._ledger.waits_for(system):
            return
        entry = await self._ledger.find(id)
        if entry is None or not entry.replayed:
            raise Held(f"others wait for {system} already", system=system)


@dataclass(frozen=True, slots=True)
class HoldPolicy(RetryPolicy):
    """Retries as usual; what is held goes to the dead letters at once."""

    def judge(self, error: Exception, job: Job, now: float, random: Random) -> Verdict:
        """Decide what becomes of a delivery after ``error``."""
        if isinstance(error, Held):
            return Verdict(Fate.BURY)
        return RetryPolicy.judge(self, error, job, now, random)


Handler = Callable[[Work], Awaitable[str]]


class Stage:
    """A handler that writes into the ledger what becomes of a receipt that failed.

    Args:
        handler: does the work.
        ledger: where it is written.
        policy: decides how often a failing receipt is tried.
        wake: set when a receipt waits for its system.
    """

    def __init__(self, handler: Handler, ledger: Ledger, policy: RetryPolicy, wake: Wake) -> None:
        self._handler = handler
        self._ledger = ledger
        self._policy = policy
        self._wake = wake

    async def __call__(self, work: Work) -> str:
        """Do the work of one delivery.

        Raises:
            Held: the receipt waits for a system.
            IntegrationError: what went wrong, for the policy to judge.
        """
        id = work.message.id
        try:
            return await self._handler(work)
        except Held as error:
            await self._park(id, error)
            raise
        except BreakerOpen as error:
            held = Held(error.message, system=error.system)
            await self._park(id, held)
            raise held from error
        except QuotaExceeded:
            raise
        except TransientError as error:
            if work.receives >= self._policy.receives_max:
                await self._bury(id, error)
            raise
        except Exception as error:
            await self._bury(id, error)
            raise

    async def _park(self, id: str, error: IntegrationError) -> None:
        reason = f"{type(error).__name__}: {mask(error.message)}"
        await self._ledger.move(id, "parked", system=error.system or NO_SYSTEM, reason=reason)
        self._wake.set()

    async def _bury(self, id: str, error: Exception) -> None:
        await self._ledger.move(id, "buried", reason=f"{type(error).__name__}: {mask(str(error))}")
