"""Two systems with tickets and announcements, and what is needed around them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from adapters.canonical import Message, PostedMessage, Ticket, TicketChange
from adapters.clock import Clock
from adapters.errors import IntegrationError
from adapters.patterns.reconcile.notifier import Notifier
from adapters.patterns.reconcile.reconciliation import Reconciliation
from adapters.patterns.reconcile.records import Announcement, TicketState, key_of
from adapters.patterns.reconcile.repair import Repairer
from adapters.patterns.reconcile.schedule import Schedule
from adapters.patterns.reconcile.settings import Settings
from adapters.patterns.reconcile.settled import Settled
from adapters.patterns.reconcile.transformations import Transformations
from adapters.ports import TicketEvent
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import EPOCH, run


def ticket(ticket_id: str = "7", **changes: object) -> TicketState:
    """Return a ticket that was opened ten minutes ago and is marked."""
    given = {"id": ticket_id, "priority": "high", "opened_at": EPOCH - 600.0, "marked": True, "gone": False}
    return TicketState.model_validate({**given, **changes})


def announcement(ticket_id: str = "7", message_id: str = "100.1", priority: str = "high") -> Announcement:
    """Return an announcement that agrees with ``ticket``."""
    return Announcement(id=message_id, ticket_id=ticket_id, priority=priority)


@dataclass
class World:
    """Both systems; plays every port of the reconciliation, and fails when it is told to."""

    tickets: dict[str, TicketState] = field(default_factory=dict)
    said: list[Announcement] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    failures: dict[str, IntegrationError] = field(default_factory=dict)
    doubts: list[bool] = field(default_factory=list)
    verdict: TicketEvent | IntegrationError | None = None
    clock: Clock | None = None

    def have(self, *tickets: TicketState) -> None:
        """Put tickets in the help desk."""
        self.tickets |= {each.id: each for each in tickets}

    def agree(self) -> bool:
        """Tell whether each ticket is in both systems exactly once, with the same facts."""
        known = [each for each in self.tickets.values() if not each.gone]
        facts = sorted((each.ticket_id, each.priority) for each in self.said)
        return facts == sorted((each.id, each.priority) for each in known) and all(each.marked for each in known)

    def _meet(self, operation: str) -> None:
        if operation in self.failures:
            raise self.failures[operation]

    async def time(self) -> float:
        """Tell the time; the clock here is right."""
        assert self.clock is not None
        return self.clock.now()

    async def changed_since(self, moment: float) -> tuple[TicketState, ...]:
        """Return all tickets, and remember what was asked."""
        self.asked.append(moment)
        self._meet("export")
        return tuple(self.tickets.values())

    async def state(self, ticket_id: str) -> TicketState:
        """Return one ticket."""
        self._meet("show")
        return self.tickets.get(ticket_id) or ticket(ticket_id, gone=True)

    async def said_since(self, moment: float) -> tuple[Announcement, ...]:
        """Return what was said."""
        self._meet("history")
        return tuple(self.said)

    async def correct(self, announcement: Announcement, message: Message) -> None:
        """Edit."""
        self._meet("correct")
        priority = dict(message.fields)["priority"]
        self.said = [
            each.model_copy(update={"priority": priority}) if each.id == announcement.id else each for each in self.said
        ]

    async def remove(self, announcement: Announcement) -> None:
        """Delete."""
        self._meet("remove")
        self.said = [each for each in self.said if each.id != announcement.id]

    async def post(self, message: Message, *, in_doubt: bool = False) -> PostedMessage:
        """Say something once."""
        self._meet("post")
        self.doubts.append(in_doubt)
        fields = dict(message.fields)
        found = [each for each in self.said if each.ticket_id == fields["ticket_id"]]
        if not found:
            found = [announcement(fields["ticket_id"], f"200.{len(self.said)}", fields["priority"])]
            self.said += found
        return PostedMessage(channel="C1", id=found[0].id, key=message.key)

    async def annotate(self, ticket_id: str, key: str, note: str) -> None:
        """Mark a ticket."""
        self._meet("annotate")
        assert key == key_of(ticket_id)
        self.tickets[ticket_id] = self.tickets[ticket_id].model_copy(update={"marked": True})

    def verify(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | None:
        """Say what was set."""
        if isinstance(self.verdict, IntegrationError):
            raise self.verdict
        return self.verdict

    async def ticket(self, ticket_id: str) -> Ticket:
        """Never needed."""
        raise AssertionError(ticket_id)

    async def apply(self, ticket: Ticket, change: TicketChange) -> None:
        """Never needed."""
        raise AssertionError(ticket.id)


class Plant:
    """The parts of the service around a ``World``."""

    def __init__(self, clock: Clock, **changes: object) -> None:
        self.clock = clock
        self.world = World(clock=clock)
        self.settings = Settings.model_validate({"folder": "unused", "synchronous": "OFF", **changes})
        self.sink = RecordingSink()
        self.trail = Trail(self.sink, clock)
        self.busy = set[str]()
        self.settled = Settled()
        self.database = SqliteDatabase.open(":memory:", synchronous="OFF")
        self.checkpoints = SqlCheckpointStore(self.database, clock)
        self.transformations = Transformations(self.database, clock)
        self.repairer = Repairer(self.world, self.world, self.world, self.world, channel="tickets")
        self.reconciliation = Reconciliation(
            self.world,
            self.world,
            self.repairer,
            self.transformations,
            self.checkpoints,
            self.settings,
            busy=self.busy,
            settled=self.settled,
            clock=clock,
            trail=self.trail,
        )
        self.notifier = Notifier(
            self.repairer, self.settings, busy=self.busy, settled=self.settled, clock=clock, trail=self.trail
        )
        requests = SqlIdempotencyStore(self.database, clock)
        self.schedule = Schedule(self.reconciliation, requests, self.settings, clock=clock, random=Random(1))


def planted(scenario: Callable[[Plant], Awaitable[None]], **changes: object) -> None:
    """Run ``scenario`` with a plant."""

    async def main(clock: Clock) -> None:
        plant = Plant(clock, **changes)
        await plant.transformations.prepare()
        await scenario(plant)
        await plant.notifier.stop()
        await plant.database.close()

    run(main)


def folder_settings(folder: Path) -> dict[str, str]:
    """Return the environment of a whole service."""
    return {
        "RECONCILE_FOLDER": str(folder),
        "RECONCILE_SYNCHRONOUS": "OFF",
        "HELPDESK_URL": "https://helpdesk.test",
        "HELPDESK_CLIENT_ID": "reconcile",
        "HELPDESK_CLIENT_SECRET": "helpdesk-secret",
        "HELPDESK_SIGNING_SECRET": "signing-secret-canary",
        "CHAT_URL": "https://chat.test",
        "CHAT_BOT_TOKEN": "xoxb-secret",
    }
