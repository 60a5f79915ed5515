"""What happens to a ticket; each step is recorded, and a redelivery goes on where it stopped."""

from __future__ import annotations

import asyncio

from ..audit import AuditKind
from ..canonical import Ticket
from ..clock import Clock
from ..errors import QualityError
from ..inbound.job import Job, NewJob, StepState
from ..inbound.store import Store
from ..inbound.worker import Outcome
from ..ports import Helpdesk, TicketEvent
from ..trail import Trail
from ..wake import Wake
from .announce import announce_job
from .budget import cancel
from .classify import Classification, Classifier
from .decision import Decision, decide
from .enrich import Enricher, Enrichment
from .extract import extract
from .quality import TicketLimits, check_ticket
from .route import Routing

TRIAGE = "triage"
ENRICH = "enrich"


def triage_job(event: TicketEvent) -> NewJob:
    """Return the job for an event: one per ticket and kind of event, whatever the event's id."""
    key = f"{TRIAGE}:{event.ticket_id}:{event.kind}"
    return NewJob(key, TRIAGE, lane=event.ticket_id, payload={"ticket_id": event.ticket_id})


class Triage:
    """Reads a ticket, decides, writes the decision on the ticket and has the team told.

    Args:
        store: records the steps; holds the jobs that follow.
        helpdesk: where decisions go.
        classifier, enricher, routing: how they are made.
        channel: the chat channel where the teams are told.
        clock: for the age of tickets.
        wake: set when a job follows that can start at once.
        trail: where every step is noted.
        age_seconds_max: older tickets go to a person.
        follow_up_seconds: pause before the CRM is asked again for a ticket that went on without it.
    """

    def __init__(
        self,
        store: Store,
        helpdesk: Helpdesk,
        classifier: Classifier,
        enricher: Enricher,
        routing: Routing,
        *,
        channel: str,
        clock: Clock,
        wake: Wake,
        trail: Trail,
        age_seconds_max: float,
        follow_up_seconds: float,
    ) -> None:
        self._store = store
        self._helpdesk = helpdesk
        self._classifier = classifier
        self._enricher = enricher
        self._routing = routing
        self._channel = channel
        self._clock = clock
        self._wake = wake
        self._trail = trail
        self._age_seconds_max = age_seconds_max
        self._follow_up_seconds = follow_up_seconds

    async def __call__(self, job: Job) -> Outcome:
        """Triage one ticket, continuing where an earlier delivery stopped."""
        decision, ticket = await self._decide(job)
        await self._apply(job, decision, ticket)
        self._announce(job, decision)
        return Outcome(decision.review, _totals(decision))

    async def _decide(self, job: Job) -> tuple[Decision, Ticket | None]:
        step = self._store.steps.begin(job, "decide")
        if step.result is not None:
            return Decision.model_validate_json(step.result), None
        ticket = await self._helpdesk.ticket(job.payload["ticket_id"])
        decision = await self._judge(job, ticket)
        if decision.partial:
            self._follow_up(job, ticket)
        cost = {"cost_usd": decision.cost_usd}
        self._store.steps.finish(job, "decide", decision.model_dump_json(), cost)
        return decision, ticket

    async def _judge(self, job: Job, ticket: Ticket) -> Decision:
        now = self._clock.now()
        try:
            check_ticket(ticket, TicketLimits(now, self._age_seconds_max))
        except QualityError as error:
            refused = Classification(None, f"{error.gate}: {error.message}")
            return decide(ticket, refused, Enrichment(None), self._routing, now)
        classification, enrichment = await self._classify_and_enrich(job, ticket)
        return decide(ticket, classification, enrichment, self._routing, now)

    async def _classify_and_enrich(self, job: Job, ticket: Ticket) -> tuple[Classification, Enrichment]:
        enriching = asyncio.create_task(self._enricher.enrich(job.key, ticket.requester_email))
        try:
            classification = await self._classifier.classify(f"{job.key}:classify", extract(ticket))
            return classification, await enriching
        finally:
            await cancel(enriching)

    def _follow_up(self, job: Job, ticket: Ticket) -> None:
        follow_up = NewJob(
            f"{ENRICH}:{ticket.id}",
            ENRICH,
            lane=job.lane,
            payload={"ticket_id": ticket.id},
            delay_seconds=self._follow_up_seconds,
        )
        if self._store.enqueue(follow_up, capped=False, totals={"partial": 1}):
            self._trail.note(AuditKind.ENQUEUED, follow_up.key, ticket_id=ticket.id, because=job.key)

    async def _apply(self, job: Job, decision: Decision, ticket: Ticket | None) -> None:
        if self._store.steps.begin(job, "apply").state is StepState.DONE:
            return
        current = ticket or await self._helpdesk.ticket(decision.ticket_id)
        await self._helpdesk.apply(current, decision.change(f"{job.key}:apply"))
        self._store.steps.finish(job, "apply")
        self._trail.note(AuditKind.ROUTED, job.key, ticket_id=decision.ticket_id, team=decision.team)

    def _announce(self, job: Job, decision: Decision) -> None:
        announcing = announce_job(decision, channel=self._channel, event_key=job.key)
        if self._store.enqueue(announcing, capped=False):
            self._trail.note(AuditKind.ENQUEUED, announcing.key, ticket_id=decision.ticket_id, because=job.key)
            self._wake.set()


def _totals(decision: Decision) -> dict[str, float]:
    outcome = "reviewed" if decision.review else "routed"
    return {outcome: 1.0, f"cost_usd:{outcome}": decision.cost_usd}
