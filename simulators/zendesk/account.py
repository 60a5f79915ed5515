"""One account: what all parts of the help desk share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from windtunnel.kernel.clock import Clock
from windtunnel.simulator import Call, NotAuthenticated, Record, Store, System

from .access.tokens import AccountTokens
from .jobs import AccountJobs
from .moments import iso
from .search.index import Index
from .webhooks.outbox import Outbox
from .webhooks.publishing import Publisher

if TYPE_CHECKING:
    from .system import Zendesk

FIRST_ID = 1_500_000_000_001
"""Ids of everything but tickets are numbers of 13 digits."""
ACTOR = "zendesk.actor"


@dataclass(frozen=True)
class Actor:
    """On whose behalf something is done.

    Args:
        user: the user's record; ``None`` for an anonymous caller.
        channel: how it came in: ``api``, ``web``, ``email``, ``rule``.
    """

    user: Record | None
    channel: str = "api"

    @property
    def id(self) -> int:
        """The user's id; -1, the vendor's system user, without one."""
        return int(self.user["id"]) if self.user is not None else -1

    @property
    def role(self) -> str:
        """The user's role."""
        return str(self.user["role"]) if self.user is not None else "end-user"

    @property
    def is_agent(self) -> bool:
        """Whether the user works for the account."""
        return self.role != "end-user"


class Account:
    """A help desk with its state and its parts.

    Args:
        system: the simulator whose store, clock and chance are used.
    """

    def __init__(self, system: System) -> None:
        self.system = system
        self.store: Store = system.store
        self.clock: Clock = system.clock
        self.credentials = system.credentials
        self.index = Index(system)
        self.tokens = AccountTokens(self)
        self.outbox = Outbox(self)
        self.publisher = Publisher(self)
        self.jobs: AccountJobs

    @property
    def id(self) -> int:
        """The account's number."""
        return int(self.credentials["account_id"])

    @property
    def support_address(self) -> str:
        """Where customers write to."""
        return f"support@{self.credentials['subdomain']}.zendesk.com"

    def now(self) -> str:
        """Return the time as records hold it."""
        return iso(self.clock.now())

    def next_id(self) -> int:
        """Return an id for anything but a ticket."""
        return self.store.count("ids", FIRST_ID)

    def next_ticket_id(self) -> int:
        """Return an id for a ticket that no record has, seeded ones included."""
        number = self.store.count("ticket_ids")
        while str(number) in self.store["tickets"]:
            number = self.store.count("ticket_ids")
        return number

    def limit(self, name: str) -> int:
        """Return one of the profile's limits."""
        return int(self.system.profile.limits[name])

    def user(self, user_id: object) -> Record | None:
        """Return a user that was not deleted for good."""
        return self.store["users"].get(str(user_id))

    def administrator(self) -> Record:
        """Return the user whose credentials the account gave out."""
        found = self.user_by_email(self.credentials["email"])
        if found is None:
            raise NotAuthenticated("revoked")
        return found

    def user_by_email(self, email: str) -> Record | None:
        """Return the user who has an e-mail address, as a primary or as a further one."""
        for identity in self.store["identities"].where("value", email.strip().lower()):
            if identity["type"] == "email":
                return self.user(identity["user_id"])
        return None


def account_of(call: Call) -> Account:
    """Return the account that ``call`` is made in."""
    return cast("Zendesk", call.system).account


def actor_of(call: Call) -> Actor:
    """Return on whose behalf ``call`` is made."""
    actor: Actor = call.facts[ACTOR]
    return actor
