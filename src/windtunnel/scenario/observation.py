"""What the subject says of itself: audit events and log records. They explain; they never prove."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Protocol, Self

import orjson

from windtunnel.kernel.journal import Journal, Kind

KINDS = {"retry": Kind.RETRY}
"""Reports that have a kind of their own in the journal; the others are transitions."""
UNRECORDED = frozenset({"attempt", "cache", "throttle"})
"""Reports that the journal knows better from the outside, or that are too many to be of use."""
TEXTS_MAX = 50_000


class Report(Protocol):
    """An audit event, whatever its class: kind, operation, key and a mapping of scalars."""

    @property
    def kind(self) -> Any: ...

    @property
    def system(self) -> str | None: ...

    @property
    def operation(self) -> str | None: ...

    @property
    def key(self) -> str | None: ...

    @property
    def fields(self) -> Mapping[str, Any]: ...


class Observation:
    """Collects what the subject reports and puts it into the journal.

    Args:
        journal: the run's journal.
        key_of: turns the subject's own key into the business key of the run.
    """

    def __init__(self, journal: Journal, key_of: Any) -> None:
        self._journal = journal
        self._key_of = key_of
        self.audit: list[str] = []
        self.logs: list[str] = []

    def record(self, event: Report) -> None:
        """Take an audit event; this is the audit sink that the subject is given."""
        kind = _text_of(event.kind)
        fields = dict(event.fields)
        if len(self.audit) < TEXTS_MAX:
            self.audit.append(
                orjson.dumps([kind, event.system, event.operation, event.key, fields], default=str).decode()
            )
        if kind in UNRECORDED:
            return
        self._journal.append(
            KINDS.get(kind, Kind.TRANSITION),
            "subject",
            kind,
            key=self._key_of(event.key),
            role=event.system,
            of=event.operation,
            **fields,
        )


def _text_of(kind: Any) -> str:
    """Return a kind as text: itself, or the value of an enumeration, which takes long to ask for."""
    return str.__str__(kind) if isinstance(kind, str) else str(getattr(kind, "value", kind))


class LogCapture(logging.Handler):
    """Keeps what is logged while a run lasts."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._texts = texts

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the formatted record."""
        if len(self._texts) < TEXTS_MAX:
            self._texts.append(self.format(record))

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self)
        root.setLevel(logging.INFO)
        return self

    def __exit__(self, *exc_info: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level)
