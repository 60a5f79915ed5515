"""Finding out who is asking, and doing without."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from adapters.clock import Clock
from adapters.errors import (
    AuthenticationFailed,
    BreakerOpen,
    ContractError,
    IntegrationError,
    SystemUnavailable,
)
from adapters.outbound.deadline import remaining_seconds
from adapters.pipeline.enrich import Enricher, Enrichment
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run
from tests.adapters.pipeline.fakes import FakeCRM, Phase, Wire, customer

EMAIL = "jo@example.com"


class Bench:
    """An enricher with its CRM."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.wire = Wire(clock)
        self.crm = FakeCRM(self.wire)
        self.sink = RecordingSink()
        self.enricher = Enricher(
            self.crm,
            clock=clock,
            trail=Trail(self.sink, clock),
            budget_seconds=5.0,
            remembered_max=2,
            stale_seconds_max=3600.0,
        )

    async def ask(self, email: str | None = EMAIL) -> Enrichment:
        """Enrich one ticket."""
        return await self.enricher.enrich("triage:7", email)

    def break_down(self, error: IntegrationError) -> None:
        """Let every call fail."""

        def fail(operation: str, phase: Phase, number: int) -> None:
            raise error

        self.wire.fault = fail


def bench(scenario: Callable[[Bench], Awaitable[None]]) -> Bench:
    """Run ``scenario`` in virtual time."""

    async def main(clock: Clock) -> Bench:
        made = Bench(clock)
        await scenario(made)
        return made

    return run(main)


def test_a_known_customer_is_fresh() -> None:
    """Nothing is degraded when the CRM answers."""

    async def scenario(made: Bench) -> None:
        assert await made.ask() == Enrichment(customer(EMAIL), (), 0.0)

    assert bench(scenario).sink.events == []


def test_a_stranger_and_a_ticket_without_address_are_no_failure() -> None:
    """The CRM was asked, or need not be."""

    async def scenario(made: Bench) -> None:
        made.crm.known = {EMAIL: None}
        assert await made.ask() == Enrichment(None)
        assert await made.ask(None) == Enrichment(None)

    assert bench(scenario).wire.calls == ["customer"]


@pytest.mark.parametrize(
    ("error", "alarm"),
    [
        (SystemUnavailable("refused", system="crm"), False),
        (BreakerOpen("open", system="crm"), False),
        (ContractError("no Id", system="crm", version="v1", operation="query", field="Id"), False),
        (AuthenticationFailed("401", system="crm"), True),
    ],
)
def test_without_the_crm_triage_goes_on_and_says_so(error: IntegrationError, alarm: bool) -> None:
    """Every failure of the CRM is partial, never an empty success; wrong credentials sound the alarm."""

    async def scenario(made: Bench) -> None:
        made.break_down(error)
        assert await made.ask() == Enrichment(None, ("enrichment:partial",))

    (event,) = bench(scenario).sink.events
    assert (event.kind, event.system, event.fields["alarm"]) == ("degraded", "crm", alarm)


def test_the_last_known_customer_stands_in_and_is_marked_stale() -> None:
    """For a limited time, with its age, and never as fresh."""

    async def scenario(made: Bench) -> None:
        await made.ask()
        made.break_down(SystemUnavailable("refused", system="crm"))
        await made.clock.sleep(600.0)
        stale = await made.ask()
        assert stale.customer == customer(EMAIL, stale=True)
        assert stale.degraded == ("enrichment:partial", "enrichment:stale")
        assert stale.age_seconds == pytest.approx(600.0, abs=1.0)
        await made.clock.sleep(3600.0)
        assert (await made.ask()).customer is None

    bench(scenario)


def test_an_answer_from_the_adapters_own_cache_is_degraded_too() -> None:
    """It is used, marked, and not remembered as if it were fresh."""

    async def scenario(made: Bench) -> None:
        made.crm.known = {EMAIL: customer(EMAIL, stale=True)}
        stale = await made.ask()
        assert (stale.degraded, stale.age_seconds) == (("enrichment:partial", "enrichment:stale"), None)
        made.break_down(SystemUnavailable("refused", system="crm"))
        assert (await made.ask()).customer is None

    bench(scenario)


def test_memory_is_bounded() -> None:
    """The customer that was not seen for longest is forgotten first."""

    async def scenario(made: Bench) -> None:
        for email in ("a@x.y", "b@x.y", "a@x.y", "c@x.y"):
            await made.ask(email)
        made.break_down(SystemUnavailable("refused", system="crm"))
        known = [(await made.ask(email)).customer is not None for email in ("a@x.y", "b@x.y", "c@x.y")]
        assert known == [True, False, True]

    bench(scenario)


def test_the_budget_is_a_deadline_for_the_call_and_a_hard_limit_for_triage() -> None:
    """The call is told its deadline, so that its breaker hears of it; a call that ignores it is cancelled."""
    left: list[float] = []

    async def scenario(made: Bench) -> None:
        made.wire.latency_seconds = 1000.0
        ask = made.crm.customer

        async def watched(email: str) -> object:
            left.append(remaining_seconds())
            return await ask(email)

        made.crm.customer = watched  # type: ignore[method-assign, assignment]  # a spy
        began = made.clock.now()
        assert (await made.ask()).degraded == ("enrichment:partial",)
        assert 5.0 <= made.clock.now() - began <= 6.0

    bench(scenario)
    assert left == [5.0]


def test_a_customer_that_is_not_the_one_asked_for_is_not_believed() -> None:
    """An implausible answer is partial, and is not remembered."""

    async def scenario(made: Bench) -> None:
        made.crm.known = {EMAIL: customer("other@example.com")}
        assert await made.ask() == Enrichment(None, ("enrichment:partial",))
        made.break_down(SystemUnavailable("refused", system="crm"))
        assert (await made.ask()).customer is None

    bench(scenario)
