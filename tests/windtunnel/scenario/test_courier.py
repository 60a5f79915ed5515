"""Webhooks inside a virtual world."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.scenario.courier import SubjectCourier
from windtunnel.world.asgi import call
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.virtual_loop import run_virtual

from ..fault.striking import make


def delivered(
    application: Any, *faults: Any, answers_are_outcomes: bool = False
) -> tuple[list[DeliveryOutcome], Journal]:
    """Deliver one parcel to ``application``; return what the vendor learns and the journal."""

    async def main() -> tuple[list[DeliveryOutcome], Journal]:
        clock = LoopClock(asyncio.get_running_loop())
        journal = Journal(clock.now)
        courier = SubjectCourier(
            "helpdesk",
            partial(call, application),
            clock,
            journal,
            lambda request: "7",
            faults,
            answers_are_outcomes=answers_are_outcomes,
        )
        outcomes: list[DeliveryOutcome] = []
        courier.send(Parcel("https://subject.test/hook?a=1", (("X-Event", "e1"),), b"{}", 5.0, "e1"), outcomes.append)
        while courier.pending:
            await clock.sleep(1)
        return outcomes, journal

    return run_virtual(main())


async def accepting(scope: Any, receive: Any, send: Any) -> None:
    """Accept everything."""
    assert (scope["path"], scope["query_string"]) == ("/hook", b"a=1")
    await send({"type": "http.response.start", "status": 202, "headers": []})
    await send({"type": "http.response.body", "body": b"thanks"})


async def sleeping(scope: Any, receive: Any, send: Any) -> None:
    """Never answer."""
    await asyncio.get_running_loop().create_future()


async def crashing(scope: Any, receive: Any, send: Any) -> None:
    """Fail."""
    raise ValueError("boom")


def test_an_answer_of_2xx_acknowledges() -> None:
    """The vendor learns the status, the journal has both ends."""
    outcomes, journal = delivered(accepting)
    assert [(outcome.status, outcome.delivered) for outcome in outcomes] == [(202, True)]
    assert [event.kind for event in journal] == [Kind.DELIVERY, Kind.ACKNOWLEDGEMENT]


def test_a_receiver_that_does_not_answer_times_out_at_the_vendors_limit() -> None:
    """After five seconds here."""
    outcomes, journal = delivered(sleeping)
    assert [(outcome.status, outcome.failure) for outcome in outcomes] == [(None, "timeout")]
    assert journal[1].data["duration_seconds"] == 5.0


def test_a_receiver_that_crashes_is_a_500() -> None:
    """As its server would answer."""
    outcomes, _ = delivered(crashing)
    assert outcomes[0].status == 500


def test_the_vendor_does_not_learn_of_copies() -> None:
    """Only the genuine delivery is reported; the journal has all."""
    outcomes, journal = delivered(accepting, make({"kind": "duplicate-delivery", "copies": 2}))
    assert len(outcomes) == 1
    assert len(list(journal.of(Kind.ACKNOWLEDGEMENT))) == 3


def test_the_answer_to_a_copy_is_no_promise_where_the_answer_is_what_was_wanted() -> None:
    """Nobody gets it; where something else is wanted, whoever accepts a copy has to do it."""
    for answers_are_outcomes, ends in (
        (True, [Kind.ACKNOWLEDGEMENT, Kind.DELIVERY]),
        (False, [Kind.ACKNOWLEDGEMENT] * 2),
    ):
        again = make({"kind": "duplicate-delivery"})
        outcomes, journal = delivered(accepting, again, answers_are_outcomes=answers_are_outcomes)
        assert len(outcomes) == 1
        ended = [event for event in journal if event.data.get("ended")]
        assert [event.kind for event in ended] == ends
        assert [event.data["status"] for event in ended] == [202, 202]
