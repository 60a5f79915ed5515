"""From what aio-pika says to our errors."""

from __future__ import annotations

import pytest
from aio_pika.exceptions import (
    AMQPConnectionError,
    ChannelInvalidStateError,
    ChannelPreconditionFailed,
    ProbableAuthenticationError,
)

from adapters.brokers.rabbitmq_failures import rabbitmq_errors
from adapters.errors import AuthenticationFailed, ConfigurationError, OutcomeUnknown, SystemUnavailable


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (ProbableAuthenticationError(), AuthenticationFailed),
        (ChannelPreconditionFailed(), ConfigurationError),
        (ChannelInvalidStateError(), SystemUnavailable),
        (RuntimeError("connection closed"), SystemUnavailable),
        (TimeoutError(), OutcomeUnknown),
        (AMQPConnectionError(), OutcomeUnknown),
        (ConnectionResetError(), OutcomeUnknown),
    ],
)
def test_every_error_becomes_one_of_ours(theirs: Exception, ours: type[Exception]) -> None:
    """The message names the operation and the kind of error, and no address."""
    with pytest.raises(ours, match=f"^publish: {type(theirs).__name__}$"), rabbitmq_errors("publish"):
        raise theirs


def test_reading_leaves_nothing_in_doubt() -> None:
    """A lost answer to a question is an outage; an error that is not of RabbitMQ is left alone."""
    with pytest.raises(SystemUnavailable), rabbitmq_errors("depth", changes=False):
        raise AMQPConnectionError
    with pytest.raises(KeyError), rabbitmq_errors("depth"):
        raise KeyError
