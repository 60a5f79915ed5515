"""What the integration did, as a stream of small events: for the audit trail, never for control flow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol, TextIO

from .masking import mask

Scalar = str | int | float | bool | None
TEXT_LENGTH_MAX = 256


class AuditKind(StrEnum):
    """What happened."""

    ATTEMPT = "attempt"
    RETRY = "retry"
    BREAKER = "breaker"
    REFRESH = "refresh"
    THROTTLE = "throttle"
    CACHE = "cache"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ENQUEUED = "enqueued"
    STARTED = "started"
    ACKNOWLEDGED = "acknowledged"
    DEAD_LETTERED = "dead-lettered"
    REPLAYED = "replayed"
    REVIEWED = "reviewed"
    PREDICTED = "predicted"
    DEGRADED = "degraded"
    ROUTED = "routed"
    ANNOUNCED = "announced"


class AuditEvent(NamedTuple):
    """One thing that happened.

    Args:
        at: seconds since the epoch.
        kind: what happened.
        system: the system involved, if any.
        operation: the operation, in the vendor's own name.
        key: the business key of the intent.
        fields: a few scalars: counts, durations, states, names of errors; never a value from a payload.
    """

    at: float
    kind: AuditKind
    system: str | None = None
    operation: str | None = None
    key: str | None = None
    fields: Mapping[str, Scalar] = MappingProxyType({})


class AuditSink(Protocol):
    """Where events go. It must neither block nor raise; it is called on the event loop."""

    def record(self, event: AuditEvent) -> None:
        """Take one event."""
        ...


class NullSink:
    """Forgets every event."""

    def record(self, event: AuditEvent) -> None:
        """Do nothing."""


class MaskingSink:
    """Masks every text of an event, cuts it to 256 characters, and hands it on.

    Args:
        inner: the sink that gets the masked events.
    """

    def __init__(self, inner: AuditSink) -> None:
        self._inner = inner

    def record(self, event: AuditEvent) -> None:
        """Hand on ``event``, masked."""
        self._inner.record(masked(event))


class JsonLinesSink:
    """Writes one JSON object per event and line, masked.

    Args:
        stream: an open text stream; the caller flushes and closes it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def record(self, event: AuditEvent) -> None:
        """Write ``event``."""
        self._stream.write(json.dumps(_as_dict(masked(event)), separators=(",", ":")) + "\n")


def masked(event: AuditEvent) -> AuditEvent:
    """Return ``event`` with every text in it masked and cut to a bounded length."""
    return AuditEvent(
        event.at,
        event.kind,
        _masked(event.system),
        _masked(event.operation),
        _masked(event.key),
        {mask(name): _masked(value) if isinstance(value, str) else value for name, value in event.fields.items()},
    )


def _masked(text: str | None) -> str | None:
    return None if text is None else mask(text)[:TEXT_LENGTH_MAX]


def _as_dict(event: AuditEvent) -> dict[str, object]:
    return {
        "at": event.at,
        "kind": event.kind.value,
        "system": event.system,
        "operation": event.operation,
        "key": event.key,
        "fields": dict(event.fields),
    }
