"""Which system plays which role: the only place of the pipeline that knows vendors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..errors import ConfigurationError
from ..ports import AI, CRM, Chat, Helpdesk
from ..systems import anthropic, openai, salesforce, slack, zendesk
from .connection import BACKGROUND, GENERATIVE, INTERACTIVE, Connection, Surroundings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CRMSpoke:
    """The CRM twice: for triage, which can do without, and for the follow-up, which cannot."""

    interactive: CRM
    background: CRM


def _zendesk(role: str, surroundings: Surroundings) -> tuple[Connection, Helpdesk]:
    settings = zendesk.ZendeskSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "zendesk", surroundings, limiter=zendesk.LIMITER, dialect=zendesk.DIALECT)
    source = zendesk.tokens(
        settings,
        connection.token_transport(),
        clock=surroundings.clock,
        random=surroundings.random,
        reporter=connection.stack.reporter,
    )
    connection.sign_in(zendesk.authentication(settings, source), source)
    return connection, zendesk.ZendeskHelpdesk(connection.client(BACKGROUND), settings, surroundings.clock)


def _salesforce(role: str, surroundings: Surroundings) -> tuple[Connection, CRMSpoke]:
    settings = salesforce.SalesforceSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "salesforce", surroundings, limiter=salesforce.LIMITER, dialect=salesforce.DIALECT)
    instance = salesforce.Instance(settings.url)
    source = salesforce.tokens(
        settings,
        connection.token_transport(),
        instance,
        clock=surroundings.clock,
        random=surroundings.random,
        reporter=connection.stack.reporter,
    )
    connection.sign_in(salesforce.authentication(settings, source, instance), source)
    interactive, background = (
        salesforce.SalesforceCRM(connection.client(use_case), settings, surroundings.clock)
        for use_case in (INTERACTIVE, BACKGROUND)
    )
    return connection, CRMSpoke(interactive, background)


def _slack(role: str, surroundings: Surroundings) -> tuple[Connection, Chat]:
    settings = slack.SlackSettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "slack", surroundings, limiter=slack.LIMITER, dialect=slack.DIALECT)
    connection.sign_in(slack.authentication(settings))
    return connection, slack.SlackChat(connection.client(BACKGROUND), settings, surroundings.clock)


def _openai(role: str, surroundings: Surroundings) -> tuple[Connection, AI]:
    settings = openai.OpenAISettings.from_environment(surroundings.environment, role)
    connection = Connection(role, "openai", surroundings, limiter=openai.LIMITER, dialect=openai.DIALECT)
    connection.sign_in(openai.authentication(settings))
    return connection, openai.OpenAIService(connection.client(GENERATIVE), settings, surroundings.clock)


def _anthropic(role: str, surroundings: Surroundings) -> tuple[Connection, AI]:
    settings = anthropic.AnthropicSettings.from_environment(surroundings.environment, role)
    dialect = anthropic.dialect(surroundings.clock)
    connection = Connection(role, "anthropic", surroundings, limiter=anthropic.LIMITER, dialect=dialect)
    connection.sign_in(anthropic.authentication(settings))
    return connection, anthropic.AnthropicService(connection.client(GENERATIVE), settings, surroundings.clock)


HELPDESKS: Mapping[str, Callable[[str, Surroundings], tuple[Connection, Helpdesk]]] = {"zendesk": _zendesk}
CRMS: Mapping[str, Callable[[str, Surroundings], tuple[Connection, CRMSpoke]]] = {"salesforce": _salesforce}
CHATS: Mapping[str, Callable[[str, Surroundings], tuple[Connection, Chat]]] = {"slack": _slack}
AIS: Mapping[str, Callable[[str, Surroundings], tuple[Connection, AI]]] = {"openai": _openai, "anthropic": _anthropic}


@dataclass(frozen=True, slots=True)
class Spokes:
    """The systems, each behind its port, and their connections by role."""

    helpdesk: Helpdesk
    crm: CRMSpoke
    chat: Chat
    ai: AI
    connections: Mapping[str, Connection]

    async def aclose(self) -> None:
        """Close all connections."""
        for connection in self.connections.values():
            await connection.aclose()


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``HELPDESK_SYSTEM``, ``CRM_SYSTEM``, ``CHAT_SYSTEM`` and ``AI_SYSTEM`` name.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    helpdesk = _chosen("helpdesk", HELPDESKS, surroundings)
    crm = _chosen("crm", CRMS, surroundings)
    chat = _chosen("chat", CHATS, surroundings)
    ai = _chosen("ai", AIS, surroundings)
    connections = {made.role: made for made in (helpdesk[0], crm[0], chat[0], ai[0])}
    return Spokes(helpdesk[1], crm[1], chat[1], ai[1], connections)


def _chosen(role: str, known: Mapping[str, Callable[[str, Surroundings], T]], surroundings: Surroundings) -> T:
    variable = f"{role}_SYSTEM".upper()
    system = surroundings.environment.get(variable) or next(iter(known))
    if system not in known:
        raise ConfigurationError(f"{variable}: no adapter plays this role; there is {', '.join(known)}")
    return known[system](role, surroundings)
