"""Delivering webhooks the way the vendor does: attempts, retries, and giving up on a receiver that keeps failing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from windtunnel.contract.profile import WebhookDelivery
from windtunnel.world.courier import DeliveryOutcome, Parcel

if TYPE_CHECKING:
    from ..system import System

Headers = Callable[["Delivery", int], list[tuple[str, str]]]
RetryRule = Callable[["Delivery", int, DeliveryOutcome], float | None]
Observer = Callable[["Delivery", DeliveryOutcome], None]
APPOINTMENT = "webhook.attempt"
CLEAN_RECORD: Mapping[str, Any] = {"disabled": False, "outcomes": (), "failures": 0}
"""Of a receiver: what became of the attempts within the vendor's window, oldest first, and how many of them failed."""


@dataclass(frozen=True)
class Delivery:
    """A webhook on its way.

    Args:
        id: number of the delivery in this simulator.
        subscription: which of the vendor's subscriptions it belongs to.
        url: the receiver.
        event_id: the vendor's id of the event.
        body: the payload.
        method: HTTP method.
        facts: what the vendor needs to make headers; plain values only.
    """

    id: str
    subscription: str
    url: str
    event_id: str
    body: bytes
    method: str
    facts: Mapping[str, Any]


class Deliveries:
    """All webhook deliveries of a simulator.

    Deliveries and their attempts are records of the simulator's store (``_webhook_deliveries``, ``_webhook_attempts``)
    and pending attempts are appointments, so a snapshot carries them along.

    Args:
        system: the simulator.
        policy: the profile's delivery facts.
        headers: makes the headers of an attempt (1 for the first), signature included.
        retry: overrides the profile's retry schedule: returns the delay before the next attempt, ``None`` to give up.
        observe: told of every outcome.
    """

    def __init__(
        self,
        system: System,
        policy: WebhookDelivery,
        headers: Headers,
        retry: RetryRule | None = None,
        observe: Observer | None = None,
    ) -> None:
        self._system = system
        self._policy = policy
        self._headers = headers
        self._retry = retry or self._by_profile
        self._observe = observe or (lambda delivery, outcome: None)
        system.agenda.handle(APPOINTMENT, self._attempt)

    def post(
        self, subscription: str, url: str, event_id: str, body: bytes, *, method: str = "POST", **facts: Any
    ) -> str | None:
        """Plan the first attempt for now and return the delivery's id; ``None`` when the receiver is disabled."""
        if self.disabled(subscription):
            return None
        system = self._system
        delivery_id = str(system.store.count("webhook_deliveries"))
        record = {
            "id": delivery_id,
            "subscription": subscription,
            "url": url,
            "event_id": event_id,
            "body": bytes(memoryview(body)),  # a copy: what orjson returns holds 4 kB and more, however short it is
            "method": method,
            "facts": facts,
            "status": "pending",
            "created_at": system.clock.now(),
        }
        system.store["_webhook_deliveries"].put(delivery_id, record)
        self._plan(delivery_id, 1, 0.0)
        return delivery_id

    def disabled(self, subscription: str) -> bool:
        """Tell whether the vendor has stopped delivering to this subscription."""
        record = self._system.store["_webhook_receivers"].get(subscription)
        return bool(record and record["disabled"])

    def enable(self, subscription: str) -> None:
        """Deliver again, with a clean record."""
        self._system.store["_webhook_receivers"].put(subscription, CLEAN_RECORD)

    def attempts(self, delivery_id: str) -> list[Mapping[str, Any]]:
        """Return the attempts made so far, oldest first."""
        return list(self._system.store["_webhook_attempts"].where("delivery", delivery_id))

    def _plan(self, delivery_id: str, attempt: int, delay_seconds: float) -> None:
        when = self._system.clock.now() + delay_seconds
        self._system.agenda.plan(when, APPOINTMENT, {"delivery": delivery_id, "attempt": attempt})

    def _load(self, delivery_id: str) -> Delivery | None:
        record = self._system.store["_webhook_deliveries"].get(delivery_id)
        if record is None:
            return None
        return Delivery(**{name: record[name] for name in Delivery.__dataclass_fields__})

    def _attempt(self, data: Mapping[str, Any]) -> None:
        delivery = self._load(data["delivery"])
        if delivery is None:
            return
        if self.disabled(delivery.subscription):
            self._system.store["_webhook_deliveries"].update(delivery.id, {"status": "dropped"})
            return
        attempt = data["attempt"]
        parcel = Parcel(
            url=delivery.url,
            headers=tuple(self._headers(delivery, attempt)),
            body=delivery.body,
            timeout_seconds=self._policy.timeout_seconds,
            event_id=delivery.event_id,
            attempt=attempt,
            method=delivery.method,
        )
        self._system.courier.send(parcel, lambda outcome: self._done(delivery, attempt, outcome))

    def _done(self, delivery: Delivery, attempt: int, outcome: DeliveryOutcome) -> None:
        """Learn what became of an attempt; one from before a reset is nobody's any more."""
        if self._load(delivery.id) != delivery:
            return
        self._record(delivery, attempt, outcome)
        delay = None if outcome.delivered else self._retry(delivery, attempt, outcome)
        status = "delivered" if outcome.delivered else "pending" if delay is not None else "failed"
        self._system.store["_webhook_deliveries"].update(delivery.id, {"status": status})
        if delay is not None:
            self._plan(delivery.id, attempt + 1, delay)
        self._judge_receiver(delivery.subscription, outcome.delivered)
        self._observe(delivery, outcome)

    def _record(self, delivery: Delivery, attempt: int, outcome: DeliveryOutcome) -> None:
        attempt_id = f"{delivery.id}.{attempt}"
        self._system.store["_webhook_attempts"].put(
            attempt_id,
            {
                "id": attempt_id,
                "delivery": delivery.id,
                "attempt": attempt,
                "at": self._system.clock.now(),
                "status": outcome.status,
                "failure": outcome.failure,
                "duration_seconds": outcome.duration_seconds,
            },
        )

    def _by_profile(self, delivery: Delivery, attempt: int, outcome: DeliveryOutcome) -> float | None:
        policy = self._policy
        if attempt > len(policy.retry_delays_seconds):
            return None
        if outcome.status is None and not policy.retry_on_no_answer:
            return None
        answered_finally = (
            outcome.status is not None
            and policy.retry_statuses is not None
            and outcome.status not in policy.retry_statuses
        )
        return None if answered_finally else policy.retry_delays_seconds[attempt - 1]

    def _judge_receiver(self, subscription: str, delivered: bool) -> None:
        policy = self._policy
        if policy.disable_failure_ratio is None or policy.disable_window_seconds is None:
            return
        now = self._system.clock.now()
        receivers = self._system.store["_webhook_receivers"]
        known = receivers.get(subscription) or CLEAN_RECORD
        gone = _gone(known["outcomes"], now - policy.disable_window_seconds)
        outcomes = (*known["outcomes"][len(gone) :], (now, delivered))
        failures = known["failures"] - sum(not good for _, good in gone) + (not delivered)
        too_many = failures >= (policy.disable_failures_min or 1)
        disabled = too_many and failures / len(outcomes) >= policy.disable_failure_ratio
        record = {"disabled": known["disabled"] or disabled, "outcomes": outcomes, "failures": failures}
        receivers.put(subscription, record)


def _gone(outcomes: Sequence[tuple[float, bool]], since: float) -> Sequence[tuple[float, bool]]:
    """Return those at the beginning that are of ``since`` or older."""
    first = next((index for index, (at, _) in enumerate(outcomes) if at > since), len(outcomes))
    return outcomes[:first]
