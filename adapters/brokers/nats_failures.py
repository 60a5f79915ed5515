"""From what nats-py says to the errors of this integration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nats import errors
from nats.js.errors import APIError, BadRequestError, NoStreamResponseError, NotFoundError

from ..errors import AuthenticationFailed, ConfigurationError, IntegrationError, OutcomeUnknown, Rejected
from ..errors import SystemUnavailable as Unavailable

SYSTEM = "nats"

_KINDS: tuple[tuple[type[Exception], type[IntegrationError]], ...] = (
    (errors.MaxPayloadError, Rejected),
    (errors.AuthorizationError, AuthenticationFailed),
    (errors.InvalidUserCredentialsError, AuthenticationFailed),
    (NotFoundError, ConfigurationError),
    (BadRequestError, Rejected),
    (NoStreamResponseError, Unavailable),
    (errors.TimeoutError, OutcomeUnknown),
    (TimeoutError, OutcomeUnknown),
    (APIError, Unavailable),
    (errors.Error, Unavailable),
    (OSError, Unavailable),
)
"""The first row that matches decides."""


@contextmanager
def nats_errors(operation: str, *, changes: bool = True) -> Iterator[None]:
    """Translate errors of nats-py; ``changes`` says whether a lost answer leaves something in doubt."""
    try:
        yield
    except tuple(kind for kind, _ in _KINDS) as error:
        kind = next(ours for theirs, ours in _KINDS if isinstance(error, theirs))
        if kind is OutcomeUnknown and not changes:
            kind = Unavailable
        raise kind(f"{operation}: {type(error).__name__}: {error}".rstrip(": "), system=SYSTEM) from error
