"""The systems that a reply is made from: the CRM twice, for account and history, and the AI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ...errors import ConfigurationError
from ...outbound.retry import RetrySettings
from ...outbound.stack import UseCase
from ...outbound.timeout import TimeoutSettings
from ...ports import AI, CRM
from ...ports.history import History
from ...spokes import ai
from ...spokes.connected import Connected
from ...spokes.connection import Connection, Surroundings
from ...systems import salesforce
from ...systems.salesforce.history import SalesforceHistory

ROLE = "crm"

LOOKUP = UseCase(
    TimeoutSettings(connect_seconds=1.0, read_seconds=2.0, write_seconds=1.0, pool_seconds=1.0, attempt_seconds=2.0),
    RetrySettings(
        attempts_max=2, delay_seconds=0.2, delay_seconds_max=0.5, retry_after_seconds_max=0.5, min_attempt_seconds=0.2
    ),
)
"""A look-up within the budget of a reply."""
WRITING = UseCase(
    TimeoutSettings(connect_seconds=2.0, read_seconds=8.0, write_seconds=2.0, pool_seconds=1.0, attempt_seconds=8.0),
    RetrySettings(
        attempts_max=2, delay_seconds=0.3, delay_seconds_max=1.0, retry_after_seconds_max=1.0, min_attempt_seconds=0.5
    ),
)
"""A reply that somebody waits for while it is written."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """The two ways into the CRM; one that hangs or fails takes nothing from the other."""

    crm: CRM
    history: History
    connections: tuple[Connection, ...]


@dataclass(frozen=True, slots=True)
class Spokes(Connected):
    """The systems, each behind its port, and their connections by name."""

    crm: CRM
    history: History
    ai: AI


def _salesforce(surroundings: Surroundings) -> Lookups:
    """Connect twice under one login, whose quota both keep: a breaker, slots and a retry budget each has of its own."""
    settings = salesforce.SalesforceSettings.from_environment(surroundings.environment, ROLE)
    connect = partial(
        Connection, ROLE, "salesforce", surroundings, limiter=salesforce.LIMITER, dialect=salesforce.DIALECT
    )
    account = connect()
    past = connect(beside=account)
    instance = salesforce.Instance(settings.url)
    source = salesforce.tokens(
        settings,
        account.token_transport(),
        instance,
        clock=surroundings.clock,
        random=surroundings.random,
        reporter=account.stack.reporter,
    )
    authentication = salesforce.authentication(settings, source, instance)
    account.sign_in(authentication, source)
    past.sign_in(authentication)
    clock = surroundings.clock
    return Lookups(
        salesforce.SalesforceCRM(account.client(LOOKUP), settings, clock),
        SalesforceHistory(past.client(LOOKUP), settings, clock),
        (account, past),
    )


KNOWN: Mapping[str, Callable[[Surroundings], Lookups]] = {"salesforce": _salesforce}


def connect(surroundings: Surroundings) -> Spokes:
    """Connect to the systems that ``CRM_SYSTEM`` and ``AI_SYSTEM`` name; the first one known where they are not set.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    system = surroundings.environment.get("CRM_SYSTEM") or next(iter(KNOWN))
    if system not in KNOWN:
        raise ConfigurationError(f"CRM_SYSTEM: no adapter keeps accounts and histories; there is {', '.join(KNOWN)}")
    lookups, mind = KNOWN[system](surroundings), ai.connect(surroundings)
    account, past = lookups.connections
    connections = {"account": account, "history": past, "ai": mind.connection}
    return Spokes(lookups.crm, lookups.history, mind.port(WRITING), connections=connections)
