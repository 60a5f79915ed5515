"""Nightly topics as a batch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from adapters.canonical import Message, PostedMessage
from adapters.errors import Conflict, ContractError, NotFound, OutcomeUnknown, Rejected
from adapters.patterns.batch.work import Decided, Page
from adapters.patterns.nightly_topics.sorting import Sorter, Sorting, presented
from adapters.patterns.nightly_topics.work import TopicWork
from adapters.ports.ticket_export import ExportedTicket, ExportPage
from tests.adapters.patterns.batch.plant import position

from .test_sorting import TICKET, FakeMind

DECISION = Sorting(topic="Lost_Cards", sentiment="negative", explanation="A card.").model_dump_json()


class FakeDesk:
    """A help desk whose tickets fail as they are told."""

    def __init__(self, **trouble: Exception) -> None:
        self.trouble = trouble
        self.tagged: dict[str, Sequence[str]] = {}

    async def count(self, since: float, until: float) -> int:
        """Count them."""
        return int(until - since)

    async def page(self, since: float, until: float, cursor: str, size: int) -> ExportPage:
        """Return one ticket."""
        assert (since, until, cursor, size) == (10.0, 17.0, "here", 5)
        return ExportPage((TICKET,), "next")

    async def tag(self, ticket_id: str, tags: Sequence[str]) -> None:
        """Tag it, or fail."""
        if ticket_id in self.trouble:
            raise self.trouble[ticket_id]
        self.tagged[ticket_id] = tags


class FakeRoom:
    """A chat that remembers what was posted."""

    def __init__(self) -> None:
        self.posted: list[tuple[Message, bool]] = []

    async def post(self, message: Message, *, in_doubt: bool = False) -> PostedMessage:
        """Post it."""
        self.posted.append((message, in_doubt))
        return PostedMessage(channel=message.channel, id="1", key=message.key)


def work(desk: FakeDesk, room: FakeRoom | None = None) -> TopicWork:
    """Return the work."""
    sorter = Sorter(FakeMind(), ("cards", "cash"))
    return TopicWork(desk, sorter, room or FakeRoom(), name="topics", channel="c", page_size=5, workers=2)


def decided(*ids: str) -> list[Decided[ExportedTicket]]:
    """Return rows for tickets with these ids."""
    return [Decided(TICKET.model_copy(update={"id": id}), DECISION) for id in ids]


def test_a_page_is_about_the_stretch_that_the_reading_was_opened_for() -> None:
    """The number of tickets is expected, and not promised."""
    topics = work(FakeDesk())
    reading = asyncio.run(topics.open_reading(10.0, 17.0))
    assert asyncio.run(topics.page(reading, "here")) == Page((TICKET,), "next", expected=7)


def test_each_ticket_ends_by_itself() -> None:
    """Tagged; rejected because it is gone or closed; or undone because somebody or something stood in the way."""
    desk = FakeDesk(
        gone=NotFound("ShowTicket: HTTP 404"),
        closed=Rejected("UpdateTicket: HTTP 422 RecordInvalid status"),
        busy=Conflict("changed"),
        lost=OutcomeUnknown("lost"),
    )
    rows = decided("a", "gone", "closed", "busy", "lost", "b")
    topics = work(desk)
    loaded = asyncio.run(topics.load(asyncio.run(topics.open_load()), rows, resumed=False))
    assert loaded.applied == {"a", "b"}
    assert loaded.rejected == {
        "gone": "NotFound: ShowTicket: HTTP 404",
        "closed": "Rejected: UpdateTicket: HTTP 422 RecordInvalid status",
    }
    assert loaded.undone == {"busy", "lost"}
    assert desk.tagged["a"] == ("topic_lost_cards", "sentiment_negative")


def test_an_answer_that_is_not_understood_stops_the_load() -> None:
    """A contract that has changed is nobody's bad luck."""
    broken = ContractError("is missing", system="zendesk", version="v2", operation="ShowTicket", field="tags")
    with pytest.raises(ContractError):
        asyncio.run(work(FakeDesk(b=broken)).load("tags", decided("a", "b"), resumed=False))


def test_the_report_is_looked_for_before_it_is_posted() -> None:
    """Whoever concludes may be the second to do so."""
    room = FakeRoom()
    asyncio.run(work(FakeDesk(), room).conclude(position()))
    ((message, in_doubt),) = room.posted
    assert (message.key, message.channel, in_doubt) == ("topics:2025-10-09", "c", True)


def test_a_decision_is_what_the_ai_said() -> None:
    """It is counted under topic and sentiment, and depends on what the AI reads."""
    topics = work(FakeDesk())
    decision = asyncio.run(topics.decide(TICKET))
    assert list(topics.labels(decision)) == ["topic:cards", "sentiment:negative"]
    assert (topics.key(TICKET), topics.content(TICKET)) == ("7", presented(TICKET))
    assert topics.content(TICKET) == topics.content(TICKET.model_copy(update={"tags": ("topic_cards",)}))
