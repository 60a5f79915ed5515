"""What can go wrong in a store, whatever it keeps.

StoreError
├── StoreUnavailable   the database could not read or write (also a ``TransientError``: try again)
├── QueueFull          the declared depth is reached (also a ``TransientError``)
├── LeaseLost          the lease lapsed, and another delivery of the job is under way or over
├── EventReused        a vendor's event id came back for another job
└── SchemaMismatch     the database was written by a version of this code that is not understood
"""

from __future__ import annotations

from ..errors import ConfigurationError, DataError, IntegrationError, TransientError


class StoreError(IntegrationError):
    """Base of the errors of the store."""


class StoreUnavailable(StoreError, TransientError):
    """The database could not read or write."""


class QueueFull(StoreError, TransientError):
    """The queue is at its declared depth."""


class LeaseLost(StoreError):
    """This delivery of the job is no longer the valid one: nothing was written."""


class EventReused(StoreError, DataError):
    """A vendor's event id arrived again, for another job."""


class SchemaMismatch(StoreError, ConfigurationError):
    """The database holds another version of the schema."""
