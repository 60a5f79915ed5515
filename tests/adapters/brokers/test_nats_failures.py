"""From what nats-py says to our errors."""

from __future__ import annotations

import nats.errors
import pytest
from nats.js.errors import APIError, BadRequestError, NoStreamResponseError, NotFoundError

from adapters.brokers.nats_failures import nats_errors
from adapters.errors import AuthenticationFailed, ConfigurationError, OutcomeUnknown, Rejected, SystemUnavailable


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (nats.errors.MaxPayloadError(), Rejected),
        (nats.errors.AuthorizationError(), AuthenticationFailed),
        (NotFoundError(), ConfigurationError),
        (BadRequestError(), Rejected),
        (NoStreamResponseError(), SystemUnavailable),
        (nats.errors.TimeoutError(), OutcomeUnknown),
        (TimeoutError(), OutcomeUnknown),
        (APIError(), SystemUnavailable),
        (nats.errors.ConnectionClosedError(), SystemUnavailable),
        (ConnectionRefusedError(), SystemUnavailable),
    ],
)
def test_every_error_becomes_one_of_ours(theirs: Exception, ours: type[Exception]) -> None:
    """The message names the operation and the kind of error."""
    with pytest.raises(ours, match=f"publish: {type(theirs).__name__}"), nats_errors("publish"):
        raise theirs


def test_reading_leaves_nothing_in_doubt() -> None:
    """A lost answer to a question is an outage; an error that is not of NATS is left alone."""
    with pytest.raises(SystemUnavailable), nats_errors("depth", changes=False):
        raise nats.errors.TimeoutError
    with pytest.raises(KeyError), nats_errors("depth"):
        raise KeyError
