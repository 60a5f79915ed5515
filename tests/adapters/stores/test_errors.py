"""What can go wrong in a store, as callers handle it."""

from __future__ import annotations

from adapters.errors import ConfigurationError, DataError, IntegrationError, TransientError
from adapters.stores.errors import EventReused, LeaseLost, QueueFull, SchemaMismatch, StoreError, StoreUnavailable


def test_what_passes_by_itself_is_transient() -> None:
    """So that the policies for jobs and webhooks need no case of their own."""
    assert issubclass(StoreUnavailable, TransientError)
    assert issubclass(QueueFull, TransientError)


def test_what_does_not_pass_is_told_to_who_can_act() -> None:
    """A schema of another version to the operator, a reused event as data; a lost lease is neither."""
    assert issubclass(SchemaMismatch, ConfigurationError)
    assert issubclass(EventReused, DataError)
    assert not issubclass(LeaseLost, ConfigurationError | DataError | TransientError)
    assert issubclass(StoreError, IntegrationError)
