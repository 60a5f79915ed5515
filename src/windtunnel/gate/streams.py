"""Drift of streamed answers: server-sent events carry JSON, and each event is changed like an answer of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from windtunnel.contract.drift import Drift
from windtunnel.world.exchange import PASS, Decision, Exchange, Replace
from windtunnel.world.http import JSON, Response

EVENT_STREAM = "text/event-stream"
WITHIN_EVENTS = ("field", "list")
"""What operators act on that stands inside events; the others change the answer as a whole."""
DATA = b"data:"


def is_event_stream(response: Response) -> bool:
    """Tell whether an answer is a stream of events."""
    return (response.header("content-type") or "").startswith(EVENT_STREAM)


def event_bodies(body: bytes) -> Iterator[bytes]:
    """Return the data of every event that fits on one line, as JSON does."""
    for line in body.splitlines():
        if line.startswith(DATA):
            yield line[len(DATA) :].strip()


class EventDrift:
    """Lets a change act on streams, which it would leave alone.

    Args:
        drift: the change.
    """

    def __init__(self, drift: Drift) -> None:
        self.drift = drift
        self._within = drift.description.acts_on in WITHIN_EVENTS

    def before(self, exchange: Exchange) -> Decision:
        """Decide on a request."""
        return self.drift.before(exchange)

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Decide on an answer; a stream is taken as a whole, or event by event."""
        if response.chunks is None:
            return self.drift.after(exchange, response)
        whole = replace(response, body=response.whole_body(), chunks=None)
        if not self._within or not is_event_stream(response):
            return self.drift.after(exchange, whole)
        body = b"".join(self._line(exchange, line) for line in whole.body.splitlines(keepends=True))
        return PASS if body == whole.body else Replace(replace(whole, body=body))

    def _line(self, exchange: Exchange, line: bytes) -> bytes:
        if not line.startswith(DATA):
            return line
        text = line[len(DATA) :].strip()
        event = Response(200, [("Content-Type", JSON)], text)
        decision = self.drift.after(exchange, event)
        if not isinstance(decision, Replace):
            return line
        ending = line[len(line.rstrip(b"\r\n")) :]
        return DATA + b" " + decision.response.body + ending
