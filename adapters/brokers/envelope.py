"""What travels with a payload, as one header of ASCII: brokers differ in what else a header may hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Self

from pydantic import ValidationError

from ..canonical.base import Record
from ..ports.broker import DeadLetter, HeaderName, Line, Message, MessageId
from .delivery import Received

ENVELOPE = "Message-Envelope"
LETTER = "Message-Letter"


class Envelope(Record):
    """A message without its payload, and its life so far; times are seconds since the epoch.

    Args:
        id, key, headers: of the message.
        published_at: when it was published.
        queued_at: when it was published or last replayed.
        receives: deliveries that the broker does not count itself, held against the message.
        first_failed_at: when it failed for the first time.
        wait_seconds: how much longer it waits before it is delivered, once it has waited where it lies.
        token: the claim under which it was published, where the broker needs one.
    """

    id: MessageId
    key: Line
    headers: Mapping[HeaderName, Line]
    published_at: float
    queued_at: float
    receives: int = 0
    first_failed_at: float | None = None
    wait_seconds: float = 0.0
    token: int | None = None

    @classmethod
    def of(cls, received: Received, *, token: int | None = None) -> Self:
        """Return the envelope of a message."""
        return cls(
            id=received.message.id,
            key=received.message.key,
            headers=received.message.headers,
            published_at=received.published_at,
            queued_at=received.queued_at,
            receives=received.receives,
            first_failed_at=received.first_failed_at,
            token=token,
        )

    def text(self) -> str:
        """Return the header's value."""
        return _ascii(self)

    def received(self, payload: bytes, receives: int = 0) -> Received:
        """Return the message, received ``receives`` more times than the envelope says."""
        message = Message(id=self.id, key=self.key, payload=payload, headers=self.headers)
        return Received(message, self.published_at, self.queued_at, self.receives + receives, self.first_failed_at)


class _LetterHeader(Record):
    reason: str
    receives: int
    first_failed_at: float
    last_failed_at: float


def read_envelope(headers: Mapping[str, object] | None, *, number: str, now: float) -> Envelope:
    """Return the envelope among ``headers``; a message that another program sent gets one.

    Args:
        headers: as the broker hands them over.
        number: what the broker calls the message; id of one that came without an envelope.
        now: stands for the time of its publishing.
    """
    text = (headers or {}).get(ENVELOPE)
    if isinstance(text, str):
        try:
            return Envelope.model_validate_json(text)
        except ValidationError:
            pass  # not one of ours after all
    return Envelope(id=number, key=number, headers={}, published_at=now, queued_at=now)


def letter_headers(letter: DeadLetter, *, token: int | None = None) -> dict[str, str]:
    """Return the headers under which a dead letter is stored."""
    received = Received(letter.message, letter.published_at, letter.published_at, 0)
    header = _LetterHeader(
        reason=letter.reason,
        receives=letter.receives,
        first_failed_at=letter.first_failed_at,
        last_failed_at=letter.last_failed_at,
    )
    return {ENVELOPE: Envelope.of(received, token=token).text(), LETTER: _ascii(header)}


def read_letter(
    headers: Mapping[str, object] | None, payload: bytes, *, number: str, now: float, reason: str = "unknown"
) -> DeadLetter:
    """Return a stored dead letter; one that the broker itself made says ``reason``."""
    envelope = read_envelope(headers, number=number, now=now)
    text = (headers or {}).get(LETTER)
    first = envelope.first_failed_at
    header = _LetterHeader(
        reason=reason,
        receives=envelope.receives,
        first_failed_at=now if first is None else first,
        last_failed_at=now,
    )
    if isinstance(text, str):
        header = _LetterHeader.model_validate_json(text)
    return DeadLetter(
        message=envelope.received(payload).message,
        reason=header.reason,
        receives=header.receives,
        published_at=envelope.published_at,
        first_failed_at=header.first_failed_at,
        last_failed_at=header.last_failed_at,
    )


def _ascii(record: Record) -> str:
    return json.dumps(record.model_dump(mode="json"), separators=(",", ":"))
