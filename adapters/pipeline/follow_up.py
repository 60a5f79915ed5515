"""Completes a ticket that was triaged while the CRM was away."""

from __future__ import annotations

from ..canonical import Customer
from ..errors import SystemUnavailable
from ..inbound.job import Job, StepState
from ..inbound.store import Store
from ..inbound.worker import Outcome
from ..ports import CRM, Helpdesk
from .decision import explain_customer
from .enrich import Enrichment
from .quality import check_customer


class FollowUp:
    """Asks the CRM again and notes the answer on the ticket.

    Args:
        store: records the step.
        helpdesk: where the ticket is.
        crm: asked with more patience than during triage.
    """

    def __init__(self, store: Store, helpdesk: Helpdesk, crm: CRM) -> None:
        self._store = store
        self._helpdesk = helpdesk
        self._crm = crm

    async def __call__(self, job: Job) -> Outcome:
        """Annotate one ticket.

        Raises:
            IntegrationError: the CRM is still away, or its answer cannot be used.
        """
        ticket_id = job.payload["ticket_id"]
        ticket = await self._helpdesk.ticket(ticket_id)
        customer = await self._customer(ticket.requester_email)
        if self._store.steps.begin(job, "annotate").state is not StepState.DONE:
            found = explain_customer(Enrichment(customer, (), 0.0))
            await self._helpdesk.annotate(ticket_id, f"{job.key}:annotate", f"The CRM is back. {found}")
            self._store.steps.finish(job, "annotate")
        return Outcome(totals={"enriched": 1})

    async def _customer(self, email: str | None) -> Customer | None:
        customer = None if email is None else await self._crm.customer(email)
        if customer is not None and email is not None:
            check_customer(customer, email)
            if customer.stale:
                raise SystemUnavailable("the CRM's answer is an old one from a cache")
        return customer
