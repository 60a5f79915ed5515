"""What ``windtunnel drift`` runs of this integration's doors: what takes webhooks, each system's on its own.

A receiver returns what the integration makes of a webhook: the event, or nothing where it ignores one.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from .clock import Clock
from .errors import IntegrationError
from .outbound.client import PlainClient
from .systems import zendesk
from .systems.slack.documents import DocumentSettings, SlackDocuments


class Setting(Protocol):
    """What a receiver is given: see ``receive`` of ``Receiver``."""

    @property
    def environment(self) -> Mapping[str, str]: ...
    @property
    def transport(self) -> httpx.AsyncBaseTransport: ...
    @property
    def clock(self) -> Clock: ...


class Webhook(Protocol):
    """A webhook as it arrived; names of headers are in lower case."""

    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...


def nothing(webhook: Webhook) -> bytes:
    """Answer with an empty body."""
    return b""


@dataclass(frozen=True)
class Receiver:
    """A door of the integration that is run on its own.

    Args:
        name: of the receiver.
        receive: returns what is made of one webhook.
        answer: the body of the answer that the vendor waits for.
        errors: the base of what it raises on purpose.
        options: what the system holds when it begins.
        arrivals: what makes it send webhooks.
    """

    name: str
    receive: Callable[[Setting, Webhook], Awaitable[object]]
    answer: Callable[[Webhook], bytes] = nothing
    errors: tuple[type[Exception], ...] = (IntegrationError,)
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: Sequence[Mapping[str, Any]] = ()


TICKET = {
    "subject": "Charged twice",
    "text": "My card was charged twice.",
    "email": "ana.ruiz@mail.example",
    "name": "Ana Ruiz",
    "priority": "normal",
    "tags": ["card"],
}


async def hear_of_ticket(setting: Setting, webhook: Webhook) -> object:
    """Verify and read a webhook of the help desk."""
    settings = zendesk.ZendeskSettings.from_environment(setting.environment, "helpdesk")
    helpdesk = zendesk.ZendeskHelpdesk(PlainClient(setting.transport), settings, setting.clock)
    return helpdesk.verify(webhook.headers, webhook.body)


DOCUMENT = {"channel": "inbox", "user": "farid", "file": {"name": "minutes.md", "content": "Decided: two engineers."}}


async def hear_of_document(setting: Setting, webhook: Webhook) -> object:
    """Verify and read a webhook of the chat that documents arrive in."""
    settings = DocumentSettings.from_environment(setting.environment, "chat")
    return SlackDocuments(PlainClient(setting.transport), settings, setting.clock).verify(webhook.headers, webhook.body)


def challenge(webhook: Webhook) -> bytes:
    """Answer a check of the address with what it asks for; everything else with nothing."""
    try:
        content = json.loads(webhook.body)
    except ValueError:
        return b""
    return str(content.get("challenge", "")).encode() if isinstance(content, dict) else b""


RECEIVERS: Mapping[str, Sequence[Receiver]] = {
    "zendesk": (Receiver("webhook", hear_of_ticket, arrivals=(TICKET,)),),
    "slack": (Receiver("events", hear_of_document, challenge, options={"channels": ["inbox"]}, arrivals=(DOCUMENT,)),),
}
"""By system: what takes its webhooks."""
