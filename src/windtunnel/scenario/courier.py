"""Carries webhooks and calls to the subject, with delivery faults on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from windtunnel.contract.drift import Drift, drifted
from windtunnel.fault import DeliveryFault, Onward
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.http import Request, Response

from .life import SubjectGone

KeyOf = Callable[[Request], str | None]


class SubjectCourier:
    """Calls the subject.

    Args:
        role: the role that sends.
        answer: gets the subject's answer to a request.
        clock: the world's clock.
        journal: where deliveries and their answers are recorded.
        key_of: finds the business key of a delivery.
        faults: delivery faults of this role, applied in order.
        drifts: drift of this role.
        answers_are_outcomes: whether what is wanted is the answer itself: then that to a copy, which reaches nobody,
            is no promise.
    """

    def __init__(
        self,
        role: str,
        answer: Callable[[Request], Awaitable[Response]],
        clock: Clock,
        journal: Journal,
        key_of: KeyOf,
        faults: Sequence[DeliveryFault],
        drifts: Sequence[Drift] = (),
        *,
        answers_are_outcomes: bool = False,
    ) -> None:
        self._role = role
        self._answer = answer
        self._clock = clock
        self._journal = journal
        self._key_of = key_of
        self._faults = faults
        self._drifts = drifts
        self._answers_are_outcomes = answers_are_outcomes
        self._tasks: set[asyncio.Task[None]] = set()
        self.crashes: list[str] = []

    @property
    def pending(self) -> int:
        """How many deliveries are on their way."""
        return len(self._tasks)

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Start to deliver ``parcel`` and whatever faults make of it."""
        for index, onward in enumerate(self._route(parcel)):
            report = done if index == 0 else _ignore
            task = asyncio.get_running_loop().create_task(self._deliver(onward, report))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _route(self, parcel: Parcel) -> list[Onward]:
        parcel, mark = drifted(parcel, self._drifts, self._clock.now())
        onwards = [Onward(parcel, fault=mark)]
        for fault in self._faults:
            first, *others = onwards
            dispatched = fault.dispatch(first.parcel, self._clock.now())
            head = dispatched[0]
            merged = Onward(head.parcel, first.delay_seconds + head.delay_seconds, first.fault or head.fault)
            onwards = [merged, *dispatched[1:], *others]
        return onwards

    async def _deliver(self, onward: Onward, done: Callable[[DeliveryOutcome], None]) -> None:
        if onward.delay_seconds > 0:
            await self._clock.sleep(onward.delay_seconds)
        request = _request(onward.parcel)
        key = self._key_of(request)
        marks = {"role": self._role, "genuine": onward.genuine, "fault": onward.fault}
        self._record(Kind.DELIVERY, onward, key, marks)
        started = self._clock.now()
        outcome = await self._call(request, onward.parcel.timeout_seconds)
        duration = round(self._clock.now() - started, 6)
        ended = {"ended": True, "status": outcome.status, "failure": outcome.failure, "duration_seconds": duration}
        promised = outcome.delivered and not (self._answers_are_outcomes and done is _ignore)
        kind = Kind.ACKNOWLEDGEMENT if promised else Kind.DELIVERY
        self._record(kind, onward, key, {**marks, **ended})
        done(outcome)

    def _record(self, kind: Kind, onward: Onward, key: str | None, data: Mapping[str, Any]) -> None:
        actor = "subject" if kind is Kind.ACKNOWLEDGEMENT else self._role
        facts: dict[str, Any] = {"event": onward.parcel.event_id, "delivery_attempt": onward.parcel.attempt}
        self._journal.append(kind, actor, "webhook", key=key, **facts, **data)

    async def _call(self, request: Request, timeout_seconds: float) -> DeliveryOutcome:
        started = self._clock.now()
        try:
            async with asyncio.timeout(timeout_seconds):
                response = await self._answer(request)
        except TimeoutError:
            return DeliveryOutcome(None, "timeout", duration_seconds=timeout_seconds)
        except SubjectGone as error:
            return DeliveryOutcome(None, error.how, duration_seconds=self._clock.now() - started)
        except SubjectCrashed as error:
            self.crashes.append(str(error))
            return DeliveryOutcome(500, body=str(error).encode())
        headers = tuple((name.lower(), value) for name, value in response.headers)
        return DeliveryOutcome(response.status, None, headers, response.body, self._clock.now() - started)


def _ignore(outcome: DeliveryOutcome) -> None:
    """The vendor does not know of copies that a fault made."""


def _request(parcel: Parcel) -> Request:
    target = urlsplit(parcel.url)
    headers = {name.lower(): value for name, value in parcel.headers}
    headers.setdefault("host", target.netloc)
    headers["content-length"] = str(len(parcel.body))
    return Request(parcel.method, target.path or "/", target.query, headers, parcel.body, target.scheme)
