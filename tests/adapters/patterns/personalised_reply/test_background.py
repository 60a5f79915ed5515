"""What is known of a customer, in time or not."""

from __future__ import annotations

import pytest

from adapters.audit import AuditKind
from adapters.clock import Clock
from adapters.errors import (
    BreakerOpen,
    ConfigurationError,
    ContractError,
    DeadlineExceeded,
    IntegrationError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.outbound.deadline import deadline, remaining_seconds
from adapters.patterns.personalised_reply.background import Background, Found, Part, Source, reason_of
from adapters.pipeline.budget import within
from tests.adapters.inbound.virtual_time import run

from .fakes import CASE, EMAIL, FakeHistory, Systems, customer

BROKEN = ContractError("is missing", system="salesforce", version="v68.0", operation="Query", field="records.0.Id")


def test_account_and_history_are_fetched_side_by_side() -> None:
    """Both together take as long as the slower one."""

    async def main(clock: Clock) -> tuple[Background, float, list[int]]:
        systems, began = Systems.well(clock), clock.now()
        systems.crm.seconds, systems.history.seconds = 1.0, 1.5
        found = await systems.investigator().investigate("reply:k", EMAIL)
        return found, clock.now() - began, systems.history.limits

    found, seconds, limits = run(main)
    assert found == Background(Found(customer(), Source.SYSTEM, 0.0), Found((CASE,), Source.SYSTEM, 0.0))
    assert found.missing == {}
    assert seconds == pytest.approx(1.5)
    assert limits == [5]


def test_an_account_without_history_says_what_is_missing() -> None:
    """The slow part costs no more than the budget, and takes nothing from the other."""

    async def main(clock: Clock) -> tuple[Background, float, Systems]:
        systems, began = Systems.well(clock), clock.now()
        systems.history.seconds = 60.0
        found = await systems.investigator().investigate("reply:k", EMAIL)
        return found, clock.now() - began, systems

    found, seconds, systems = run(main)
    assert found.customer == Found(customer(), Source.SYSTEM, 0.0)
    assert found.history == Found(None, Source.NONE, None, "too-slow")
    assert found.missing == {Part.HISTORY: "too-slow"}
    assert 2.0 <= seconds <= 2.1
    assert systems.history.cancelled == 1
    [event] = [event for event in systems.sink.events if event.kind is AuditKind.DEGRADED]
    assert (event.key, event.fields["what"], event.fields["alarm"]) == ("reply:k", "history", False)


def test_the_budget_is_handed_on_to_the_calls() -> None:
    """A call knows how long it has, so that its policies can end it in time."""
    left: list[float] = []

    async def main(clock: Clock) -> None:
        systems = Systems.well(clock)

        class Asked(FakeHistory):
            async def recent(self, email: str, limit: int) -> tuple[()]:
                left.append(remaining_seconds())
                return ()

        systems.history = Asked(clock, [()])
        await systems.investigator().investigate("reply:1", EMAIL)
        with deadline(clock, 1.0):
            await systems.investigator().investigate("reply:2", EMAIL)

    run(main)
    assert left == [pytest.approx(2.0), pytest.approx(1.0)]


def test_what_is_fresh_is_not_asked_for_again() -> None:
    """And it is told how old it is; afterwards it is asked for again."""

    async def main(clock: Clock) -> tuple[Background, int, Background, int]:
        systems = Systems.well(clock)
        investigator = systems.investigator()
        await investigator.investigate("reply:1", EMAIL)
        await clock.sleep(30.0)
        second, calls = await investigator.investigate("reply:2", EMAIL.upper()), systems.crm.calls
        await clock.sleep(60.0)
        return second, calls, await investigator.investigate("reply:3", EMAIL), systems.crm.calls

    second, calls, third, calls_in_the_end = run(main)
    assert (second.customer.source, second.history.source, calls) == (Source.MEMORY, Source.MEMORY, 1)
    assert second.customer.age_seconds == pytest.approx(30.0)
    assert second.missing == {}
    assert (third.customer.source, calls_in_the_end) == (Source.SYSTEM, 2)


def test_what_was_known_earlier_stands_in_with_its_age() -> None:
    """It is said to be missing all the same; and it has an end."""

    async def main(clock: Clock) -> tuple[Background, Background]:
        systems = Systems.well(clock)
        systems.crm.script = [customer(), SystemUnavailable("away", system="salesforce")]
        investigator = systems.investigator()
        await investigator.investigate("reply:1", EMAIL)
        await clock.sleep(600.0)
        second = await investigator.investigate("reply:2", EMAIL)
        await clock.sleep(3600.0)
        return second, await investigator.investigate("reply:3", EMAIL)

    second, third = run(main)
    assert (second.customer.value, second.customer.source) == (customer(), Source.MEMORY)
    assert second.customer.age_seconds == pytest.approx(600.0, abs=1.0)
    assert second.missing == {Part.CUSTOMER: "unavailable"}
    assert third.customer == Found(None, Source.NONE, None, "unavailable")


def test_an_unknown_customer_is_an_answer() -> None:
    """Nothing is missing when the CRM says that there is nobody."""

    async def main(clock: Clock) -> Background:
        systems = Systems.well(clock)
        systems.crm.script = [None]
        return await systems.investigator().investigate("reply:k", EMAIL)

    assert run(main).customer == Found(None, Source.SYSTEM, 0.0)


def test_somebody_else_is_not_believed() -> None:
    """A customer with another address raises the alarm, and is not remembered."""

    async def main(clock: Clock) -> tuple[Background, Systems]:
        systems = Systems.well(clock)
        systems.crm.script = [customer(email="bob@mail.example")]
        investigator = systems.investigator()
        await investigator.investigate("reply:1", EMAIL)
        return await investigator.investigate("reply:2", EMAIL), systems

    found, systems = run(main)
    assert found.customer == Found(None, Source.NONE, None, "not-understood")
    assert all(event.fields["alarm"] for event in systems.sink.events)


def test_a_caller_who_leaves_takes_both_calls_along() -> None:
    """Nothing is left behind when the look-up is cancelled."""

    async def main(clock: Clock) -> tuple[int, int]:
        systems = Systems.well(clock)
        systems.crm.seconds = systems.history.seconds = 1.0
        with pytest.raises(DeadlineExceeded):
            await within_half_a_second(clock, systems)
        return systems.crm.cancelled, systems.history.cancelled

    assert run(main) == (1, 1)


async def within_half_a_second(clock: Clock, systems: Systems) -> None:
    """Give up soon."""
    await within(0.5, systems.investigator().investigate("reply:k", EMAIL))


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (DeadlineExceeded("late"), "too-slow"),
        (QuotaExceeded("enough"), "quota"),
        (BreakerOpen("open"), "unavailable"),
        (SystemUnavailable("away"), "unavailable"),
        (BROKEN, "not-understood"),
        (Rejected("no"), "refused"),
        (ConfigurationError("key"), "configuration"),
    ],
)
def test_every_error_has_a_word_for_callers(error: IntegrationError, word: str) -> None:
    """Of the closed list in the contract."""
    assert reason_of(error) == word
