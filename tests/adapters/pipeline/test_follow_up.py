"""Completing a ticket once the CRM is back."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import ContractError, IntegrationError, OutcomeUnknown, SystemUnavailable
from adapters.inbound.job import JobState
from tests.adapters.pipeline.fakes import Phase, customer, ticket
from tests.adapters.pipeline.plant import Plant, work

KEY = "enrich:7"
CALLS = ("ticket", "customer", "annotate")


async def until_partial(plant: Plant) -> None:
    """Triage a ticket while the CRM is away, and bring the CRM back."""

    def out(operation: str, phase: Phase, number: int) -> None:
        if operation == "customer":
            raise SystemUnavailable("refused", system="crm")

    plant.wire.fault = out
    plant.deliver("7")
    await asyncio.sleep(30.0)
    plant.heal()
    plant.wire.calls.clear()


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("phase", list(Phase))
def test_a_lost_answer_or_failure_leaves_exactly_one_note(operation: str, phase: Phase) -> None:
    """Whichever call fails, once, before or after its effect."""

    async def scenario(plant: Plant) -> None:
        await until_partial(plant)
        failures: list[IntegrationError] = [OutcomeUnknown("no answer")]

        def strike(called: str, when: Phase, number: int) -> None:
            if called == operation and when is phase and failures:
                raise failures.pop()

        plant.wire.fault = strike
        await asyncio.sleep(600.0)
        assert plant.state(KEY) is JobState.DONE

    assert len(work(scenario).helpdesk.notes) == 1


def test_a_crm_that_broke_its_contract_is_a_dead_letter_that_names_the_field() -> None:
    """Triage went on without it; the follow-up is loud."""

    async def scenario(plant: Plant) -> None:
        await until_partial(plant)
        broken = ContractError("missing", system="crm", version="v68", operation="query", field="records.0.Id")

        def strike(operation: str, phase: Phase, number: int) -> None:
            if operation == "customer":
                raise broken

        plant.wire.fault = strike
        await asyncio.sleep(600.0)

    plant = work(scenario)
    (letter,) = plant.store.dead.listed()
    assert letter.key == KEY
    assert "crm v68, query: records.0.Id: missing" in letter.reason


def test_a_ticket_without_address_is_noted_without_asking() -> None:
    """The requester's address was removed meanwhile."""

    async def scenario(plant: Plant) -> None:
        await until_partial(plant)
        plant.helpdesk.tickets["7"] = ticket("7", requester_email=None, version="2")
        await asyncio.sleep(600.0)

    plant = work(scenario)
    assert plant.wire.calls == ["ticket", "annotate"]
    assert plant.helpdesk.notes[0][2] == "The CRM is back. Customer: not known"


def test_an_old_answer_from_a_cache_does_not_complete_a_ticket() -> None:
    """The follow-up waits for a fresh one."""

    async def scenario(plant: Plant) -> None:
        await until_partial(plant)
        email = "user7@example.com"
        plant.crm.known = {email: customer(email, stale=True)}
        await asyncio.sleep(40.0)
        assert plant.helpdesk.notes == []
        plant.crm.known = {}
        await asyncio.sleep(600.0)

    assert "(fresh)" in work(scenario).helpdesk.notes[0][2]
