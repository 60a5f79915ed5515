"""Telling webhooks what happened: event subscriptions, and triggers that call webhooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from windtunnel.simulator import Record

from ..headers import random_uuid
from . import payloads
from .payloads import EVENT_VERSION, Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..account import Account, Actor

TYPE_PREFIX = "zen:event-type:"


class Publisher:
    """Publishes what happens in an account.

    Args:
        account: the account.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self.triggers: Callable[[Account, Record | None, Record, Record | None, Actor], None]

    def ticket_created(self, ticket: Record, comment: Record, actor: Actor) -> None:
        """Tell of a new ticket."""
        if len(self._account.store["webhooks"]):
            self._publish("ticket", ticket, [("created", {})], lambda: payloads.ticket_detail(ticket, actor.id))
            self.triggers(self._account, None, ticket, comment, actor)

    def ticket_updated(self, before: Record, after: Record, comment: Record | None, actor: Actor) -> None:
        """Tell what changed in a ticket."""
        if len(self._account.store["webhooks"]):
            events = payloads.ticket_events(before, after, comment)
            self._publish("ticket", after, events, lambda: payloads.ticket_detail(after, actor.id))
            self.triggers(self._account, before, after, comment, actor)

    def ticket_gone(self, ticket: Record, what: str, actor: Actor) -> None:
        """Tell that a ticket was deleted, restored or deleted for good."""
        self._publish("ticket", ticket, [(what, {})], lambda: payloads.ticket_detail(ticket, actor.id))

    def user_created(self, user: Record, actor: Actor) -> None:
        """Tell of a new user."""
        self._publish("user", user, [("created", {})], lambda: payloads.user_detail(user))

    def user_updated(self, before: Record, after: Record, actor: Actor) -> None:
        """Tell what changed in a user."""
        events = payloads.changes(before, after, payloads.CHANGES_OF_USERS)
        self._publish("user", after, events, lambda: payloads.user_detail(after))

    def user_deleted(self, user: Record, actor: Actor) -> None:
        """Tell that a user was deleted."""
        events: list[Event] = [("deleted", {}), ("active_changed", {"current": False, "previous": True})]
        self._publish("user", user, events, lambda: payloads.user_detail(user))

    def organization_created(self, organization: Record) -> None:
        """Tell of a new organization."""
        self._publish("organization", organization, [("created", {})], lambda: _organization(organization))

    def organization_updated(self, before: Record, after: Record) -> None:
        """Tell what changed in an organization."""
        events = payloads.changes(before, after, payloads.CHANGES_OF_ORGANIZATIONS)
        self._publish("organization", after, events, lambda: _organization(after))

    def organization_deleted(self, organization: Record) -> None:
        """Tell that an organization was deleted."""
        self._publish("organization", organization, [("deleted", {})], lambda: _organization(organization))

    def _publish(
        self, kind: str, record: Record, events: Iterable[Event], detail: Callable[[], dict[str, Any]]
    ) -> None:
        """Send each event to the active webhooks that subscribed to it."""
        webhooks = [each for each in self._account.store["webhooks"] if each["status"] == "active"]
        if not webhooks:
            return
        for name, content in events:
            kind_of_event = f"{TYPE_PREFIX}{kind}.{name}"
            subscribed = [each for each in webhooks if kind_of_event in each["subscriptions"]]
            if subscribed:
                payload = self._payload(kind_of_event, f"zen:{kind}:{record['id']}", detail(), content)
                for webhook in subscribed:
                    self._account.outbox.send(webhook, payload["id"], payload)

    def _payload(self, kind: str, subject: str, detail: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
        return {
            "account_id": self._account.id,
            "detail": detail,
            "event": event,
            "id": random_uuid(self._account.system.random),
            "subject": subject,
            "time": self._account.now(),
            "type": kind,
            "zendesk_event_version": EVENT_VERSION,
        }


def _organization(organization: Record) -> dict[str, Any]:
    return payloads.organization_detail(organization)
