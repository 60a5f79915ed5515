"""From what aio-pika says to the errors of this integration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aio_pika.exceptions import (
    AMQPError,
    AuthenticationError,
    ChannelInvalidStateError,
    ChannelPreconditionFailed,
    DeliveryError,
    ProbableAuthenticationError,
)

from ..errors import AuthenticationFailed, ConfigurationError, IntegrationError, OutcomeUnknown
from ..errors import SystemUnavailable as Unavailable

SYSTEM = "rabbitmq"

_KINDS: tuple[tuple[type[BaseException], type[IntegrationError]], ...] = (
    (AuthenticationError, AuthenticationFailed),
    (ProbableAuthenticationError, AuthenticationFailed),
    (ChannelPreconditionFailed, ConfigurationError),
    (DeliveryError, Unavailable),
    (ChannelInvalidStateError, Unavailable),
    (RuntimeError, Unavailable),
    (TimeoutError, OutcomeUnknown),
    (AMQPError, OutcomeUnknown),
    (OSError, OutcomeUnknown),
)
"""The first row that matches decides; a connection that breaks leaves in doubt what was sent over it.

``RuntimeError`` is what aiormq raises for a connection, and aio-pika for a channel, that is closed already.
"""
FAILURES = (AMQPError, ChannelInvalidStateError, RuntimeError, TimeoutError, OSError)


@contextmanager
def rabbitmq_errors(operation: str, *, changes: bool = True) -> Iterator[None]:
    """Translate errors of aio-pika; ``changes`` says whether a lost answer leaves something in doubt."""
    try:
        yield
    except FAILURES as error:
        kind = next(ours for theirs, ours in _KINDS if isinstance(error, theirs))
        if kind is OutcomeUnknown and not changes:
            kind = Unavailable
        raise kind(f"{operation}: {type(error).__name__}", system=SYSTEM) from error
