"""What happens to an order, whoever waits for it."""

from __future__ import annotations

from ...audit import AuditKind
from ...inbound.job import Job, NewJob, StepState
from ...inbound.store import Store
from ...inbound.worker import Outcome
from ...ports import Chat
from ...trail import Trail
from .enrichment import Enrichment
from .records import Findings, Order, Route
from .rules import Rules
from .telling import told

ENRICH = "enrich"


class Flow:
    """Enriches an order, decides, and tells the team.

    Args:
        enrichment, rules: what is found out, and what follows from it.
        chat, channel: where the team is told.
        trail: where it is noted.
    """

    def __init__(self, enrichment: Enrichment, rules: Rules, chat: Chat, channel: str, *, trail: Trail) -> None:
        self._enrichment = enrichment
        self._rules = rules
        self._chat = chat
        self._channel = channel
        self._trail = trail

    def at_once(self, order: Order) -> Route:
        """Return the route by what is known already."""
        return self._rules.at_once(order)

    async def find_out(self, order: Order) -> Findings:
        """Return what the systems know; errors as for ``Enrichment.find_out``."""
        return await self._enrichment.find_out(order)

    async def tell(self, order: Order, found: Findings, *, in_doubt: bool) -> Route:
        """Tell the team, once; return the final route.

        Raises:
            IntegrationError: it could not be told, or nobody knows whether it was.
        """
        final = self._rules.afterwards(order, found)
        message = told(order, self._rules.at_once(order), final, self._channel)
        posted = await self._chat.post(message, in_doubt=in_doubt)
        self._trail.note(AuditKind.ANNOUNCED, order.id, channel=posted.channel, message_id=posted.id, team=final.team)
        return final


def enrich_job(order: Order) -> NewJob:
    """Return the job that enriches an order, in a lane of its own."""
    return NewJob(order.id, ENRICH, lane=order.id, payload={"order": order.model_dump_json()})


class Enriching:
    """Works on orders from the queue; each step is recorded, and a redelivery goes on where it stopped.

    Args:
        store: records the steps.
        flow: what is done.
    """

    def __init__(self, store: Store, flow: Flow) -> None:
        self._store = store
        self._flow = flow

    async def __call__(self, job: Job) -> Outcome:
        """Enrich one order and have its team told.

        Raises:
            IntegrationError: a system stood in the way.
        """
        order = Order.model_validate_json(job.payload["order"])
        found = await self._find_out(job, order)
        state = self._store.steps.begin(job, "tell").state
        if state is not StepState.DONE:
            await self._flow.tell(order, found, in_doubt=state is StepState.IN_DOUBT)
            self._store.steps.finish(job, "tell")
        return Outcome(totals={"routed": 1.0, "incomplete": float(bool(found.missing))})

    async def _find_out(self, job: Job, order: Order) -> Findings:
        step = self._store.steps.begin(job, "find out")
        if step.result is not None:
            return Findings.model_validate_json(step.result)
        found = await self._flow.find_out(order)
        self._store.steps.finish(job, "find out", found.model_dump_json())
        return found
