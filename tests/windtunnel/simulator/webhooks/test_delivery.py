"""Delivering webhooks: attempts, retries, and giving up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.windtunnel.building import contract, system
from windtunnel.contract.profile import WebhookDelivery
from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.simulator import System
from windtunnel.simulator.webhooks import Deliveries, DeliveryOutcome, Parcel
from windtunnel.simulator.webhooks.delivery import Delivery

OK = DeliveryOutcome(200)
Done = Callable[[DeliveryOutcome], None]


class FakeCourier:
    """Delivers nothing and answers what it was told to, one outcome a parcel, the last one for ever."""

    def __init__(self, *outcomes: DeliveryOutcome) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[tuple[float, Parcel]] = []
        self.waiting: list[Done] = []
        self.clock: SteppedClock | None = None
        self.holding = False

    def send(self, parcel: Parcel, done: Done) -> None:
        """Answer at once, or hold the answer back."""
        assert self.clock is not None
        self.sent.append((self.clock.now() - EPOCH, parcel))
        if self.holding:
            self.waiting.append(done)
            return
        done(self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0])

    def times(self) -> list[float]:
        """Return when parcels were sent."""
        return [at for at, _ in self.sent]


class Sender(System):
    """A system that sends webhooks."""

    def begin(self) -> None:
        """Make the engine."""
        self.seen: list[tuple[str, int | None]] = []
        assert self.profile.webhooks is not None
        self.deliveries = Deliveries(
            self,
            self.profile.webhooks,
            lambda delivery, attempt: [("X-Attempt", str(attempt)), ("X-Topic", delivery.facts["topic"])],
            self.options.get("retry"),
            self.observe,
        )

    def observe(self, delivery: Delivery, outcome: DeliveryOutcome) -> None:
        """Write down what became of every attempt."""
        self.seen.append((delivery.event_id, outcome.status))

    def tell(self, event_id: str, subscription: str = "s1") -> str | None:
        """Send an event."""
        return self.deliveries.post(subscription, "https://app/hook", event_id, b"{}", topic="paid")


def sender(courier: FakeCourier, retry: Any = None, **policy: Any) -> tuple[Sender, SteppedClock]:
    """Return a system with retries after 10 and 100 seconds, and its clock."""
    facts = {"signature_header": "x", "scheme": "s", "timeout_seconds": 5, "retry_delays_seconds": (10, 100), **policy}
    clock = SteppedClock()
    of = system(contract({}, facts={"webhooks": WebhookDelivery(**facts)}), Sender, clock, retry=retry)
    assert isinstance(of, Sender)
    of.courier, courier.clock = courier, clock
    return of, clock


def status(of: System, delivery: str | None) -> str:
    """Return where a delivery stands."""
    record = of.store["_webhook_deliveries"].get(delivery or "")
    assert record is not None
    return str(record["status"])


def test_a_parcel_carries_what_the_vendor_sends() -> None:
    """URL, body, the headers of this attempt, the vendor's timeout."""
    courier = FakeCourier(OK)
    of, clock = sender(courier)
    delivery = of.tell("e1")
    clock.advance(0)
    ((_, parcel),) = courier.sent
    assert (parcel.url, parcel.body, parcel.method, parcel.timeout_seconds) == ("https://app/hook", b"{}", "POST", 5)
    assert parcel.headers == (("X-Attempt", "1"), ("X-Topic", "paid"))
    assert (status(of, delivery), of.seen) == ("delivered", [("e1", 200)])


def test_nothing_is_sent_before_the_clock_says_so() -> None:
    """The handler that caused it has answered by then."""
    courier = FakeCourier(OK)
    of, _ = sender(courier)
    delivery = of.tell("e1")
    assert (courier.sent, status(of, delivery)) == ([], "pending")


def test_failures_are_retried_on_the_profiles_schedule() -> None:
    """After the delays it lists, then the vendor gives up; every attempt is on record."""
    courier = FakeCourier(DeliveryOutcome(500))
    of, clock = sender(courier)
    delivery = of.tell("e1")
    clock.advance(1000)
    assert courier.times() == [0, 10, 110]
    assert [parcel.attempt for _, parcel in courier.sent] == [1, 2, 3]
    assert [attempt["at"] - EPOCH for attempt in of.deliveries.attempts(delivery or "")] == [0, 10, 110]
    assert status(of, delivery) == "failed"


def test_a_retry_that_is_accepted_ends_the_matter() -> None:
    """No further attempt."""
    courier = FakeCourier(DeliveryOutcome(None, "timeout"), OK)
    of, clock = sender(courier)
    delivery = of.tell("e1")
    clock.advance(1000)
    assert (courier.times(), status(of, delivery)) == ([0, 10], "delivered")


@pytest.mark.parametrize(
    ("policy", "outcome", "attempts"),
    [
        ({"retry_statuses": (503,)}, DeliveryOutcome(503), 3),
        ({"retry_statuses": (503,)}, DeliveryOutcome(500), 1),
        ({"retry_statuses": (503,)}, DeliveryOutcome(None, "timeout"), 3),
        ({"retry_on_no_answer": False}, DeliveryOutcome(None, "refused"), 1),
        ({"retry_on_no_answer": False}, DeliveryOutcome(500), 3),
        ({"retry_delays_seconds": ()}, DeliveryOutcome(500), 1),
        ({}, DeliveryOutcome(302), 3),
    ],
)
def test_the_profile_says_what_is_retried(policy: dict[str, Any], outcome: DeliveryOutcome, attempts: int) -> None:
    """Which statuses, and whether silence counts."""
    courier = FakeCourier(outcome)
    of, clock = sender(courier, **policy)
    of.tell("e1")
    clock.advance(1000)
    assert len(courier.sent) == attempts


def test_a_vendor_may_have_a_rule_of_its_own() -> None:
    """It sees the delivery, the attempt and the outcome."""
    courier = FakeCourier(DeliveryOutcome(500))
    of, clock = sender(courier, retry=lambda delivery, attempt, outcome: 7.0 if attempt < 4 else None)
    of.tell("e1")
    clock.advance(1000)
    assert courier.times() == [0, 7, 14, 21]


def test_a_receiver_that_keeps_failing_is_disabled_and_can_be_enabled_again() -> None:
    """Pending deliveries are dropped, new ones are not accepted; other receivers are not concerned."""
    courier = FakeCourier(DeliveryOutcome(500))
    of, clock = sender(
        courier,
        disable_failure_ratio=0.9,
        disable_window_seconds=3600.0,
        disable_failures_min=3,
        retry_delays_seconds=(60,),
    )
    deliveries = [of.tell(f"e{number}") for number in range(3)]
    clock.advance(1)
    assert of.deliveries.disabled("s1")
    assert not of.deliveries.disabled("s2")
    assert of.tell("e4") is None
    clock.advance(1000)
    assert len(courier.sent) == 3
    assert {status(of, delivery) for delivery in deliveries} == {"dropped"}
    of.deliveries.enable("s1")
    assert of.tell("e5") is not None


def test_failures_are_judged_within_their_window_and_by_their_share() -> None:
    """Old ones are forgotten, and enough successes outweigh them."""
    courier = FakeCourier(*[DeliveryOutcome(500)] * 2, OK, *[DeliveryOutcome(500)] * 2, OK)
    of, clock = sender(
        courier,
        disable_failure_ratio=1.0,
        disable_window_seconds=100.0,
        disable_failures_min=3,
        retry_delays_seconds=(),
    )
    for _ in range(2):
        of.tell("e")
        clock.advance(1)
    clock.advance(200)
    for _ in range(3):
        of.tell("e")
        clock.advance(1)
    assert not of.deliveries.disabled("s1")


def test_a_snapshot_carries_pending_retries_to_another_world() -> None:
    """The fork goes on with the next attempt, at its time, by its own courier."""
    courier, other = FakeCourier(DeliveryOutcome(500)), FakeCourier(OK)
    of, clock = sender(courier)
    delivery = of.tell("e1")
    clock.advance(4)
    twin_clock = SteppedClock(clock.now())
    twin = of.fork(twin_clock)
    twin.courier, other.clock = other, twin_clock
    twin_clock.advance(1000)
    assert [(at, parcel.attempt) for at, parcel in other.sent] == [(10, 2)]
    assert (status(twin, delivery), status(of, delivery)) == ("delivered", "pending")


def test_an_outcome_from_before_a_reset_is_ignored() -> None:
    """Also when a delivery with the same number exists again."""
    courier = FakeCourier(OK)
    of, clock = sender(courier)
    fresh = of.snapshot()
    courier.holding = True
    of.tell("e1")
    clock.advance(0)
    of.restore(fresh)
    courier.waiting[0](OK)
    assert len(of.store["_webhook_attempts"]) == 0
    second = of.tell("e2")
    courier.waiting[0](OK)
    assert status(of, second) == "pending"
