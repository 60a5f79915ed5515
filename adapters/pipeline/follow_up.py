"""Completes a ticket that was triaged while the CRM was away."""

from __future__ import annotations

from ..inbound.job import Job, StepState
from ..inbound.store import Store
from ..inbound.worker import Outcome
from ..ports import Helpdesk
from .decision import explain_customer
from .enrich import Enricher, Enrichment


class FollowUp:
    """Asks the CRM again and notes the answer on the ticket.

    Args:
        store: records the step.
        helpdesk: where the ticket is.
        enricher: asks the CRM.
    """

    def __init__(self, store: Store, helpdesk: Helpdesk, enricher: Enricher) -> None:
        self._store = store
        self._helpdesk = helpdesk
        self._enricher = enricher

    async def __call__(self, job: Job) -> Outcome:
        """Annotate one ticket.

        Raises:
            IntegrationError: the CRM is still away, or its answer cannot be used.
        """
        ticket_id = job.payload["ticket_id"]
        ticket = await self._helpdesk.ticket(ticket_id)
        email = ticket.requester_email
        customer = await self._enricher.customer(email) if email is not None else None
        if self._store.steps.begin(job, "annotate").state is not StepState.DONE:
            found = explain_customer(Enrichment(customer, (), 0.0))
            await self._helpdesk.annotate(ticket_id, f"{job.key}:annotate", f"The CRM is back. {found}")
            self._store.steps.finish(job, "annotate")
        return Outcome(totals={"enriched": 1})
