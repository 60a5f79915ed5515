"""The HTTP interface: events come in, windows and late events can be looked at, the log can be replayed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from ...audit import AuditKind
from ...clock import Clock
from ...errors import Conflict, Rejected
from ...inbound.asgi import Answer, Receive, Request, Scope, Send
from ...inbound.router import Handle, Router, Routes
from ...inbound.store import Store
from ...masking import mask
from ...stores.errors import QueueFull, StoreUnavailable
from ...trail import Trail
from ...wake import Wake
from .consumer import Consumer
from .events import read_events, read_replay
from .log import Entry, Log, Window
from .settings import Settings
from .windows import name_of

SHOWN_MAX = 1000


class Doorway:
    """An ASGI application for HTTP requests.

    Args:
        log, store, consumer: what it opens to.
        settings: limits.
        clock: to know events from the future.
        wake: the consumer's, set after every append.
        trail: where refusals are noted.
        healthy: whether the service can do its work.
        breakers: states of the breakers, for ``/status``.
    """

    def __init__(
        self,
        log: Log,
        store: Store,
        consumer: Consumer,
        settings: Settings,
        *,
        clock: Clock,
        wake: Wake,
        trail: Trail,
        healthy: Callable[[], bool],
        breakers: Callable[[], Mapping[str, str]],
    ) -> None:
        self._log = log
        self._store = store
        self._consumer = consumer
        self._settings = settings
        self._clock = clock
        self._wake = wake
        self._trail = trail
        self._healthy = healthy
        self._breakers = breakers
        self._appending = asyncio.Lock()
        routes: Routes = {
            "/v1/events": {"POST": self._append},
            "/v1/replay": {"POST": self._replay},
            "/v1/windows": {"GET": self._show_windows},
            "/v1/late": {"GET": self._show_late},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._status},
        }
        self._router = Router(routes, settings.body_bytes, guarded=self._guarded)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self._router(scope, receive, send)

    async def _guarded(self, handle: Handle, request: Request) -> Answer:
        try:
            return await handle(request)
        except Rejected as error:
            return Answer(422, {"error": mask(error.message), "fields": list(error.fields)})
        except Conflict as error:
            return Answer(409, {"error": mask(error.message)})
        except QueueFull as error:
            return self._put_off(429, error)
        except StoreUnavailable as error:
            return self._put_off(503, error)

    def _put_off(self, status: int, error: QueueFull | StoreUnavailable) -> Answer:
        self._trail.note(AuditKind.THROTTLE, "ingress", status=status, reason=mask(error.message))
        headers = {"retry-after": str(self._settings.retry_after_seconds)}
        return Answer(status, {"error": "try again later"}, headers)

    async def _append(self, request: Request) -> Answer:
        settings = self._settings
        events = read_events(
            request.body,
            batch_max=settings.batch_max,
            text_length_max=settings.text_length_max,
            latest=self._clock.now() + settings.future_seconds_max,
        )
        async with self._appending:  # what one request finds free must not be filled by another meanwhile
            room = settings.buffer_max - await self._consumer.owed()
            appended = await self._log.append(events, room)
        self._wake.set()
        told = {"accepted": appended.new, "duplicates": appended.duplicates, "last_offset": appended.last_position}
        return Answer(202, told)

    async def _replay(self, request: Request) -> Answer:
        done = await self._consumer.replay(read_replay(request.body).from_offset)
        told = {"from_offset": done.first, "to_offset": done.last, "events": done.events, "queued": done.queued}
        return Answer(200, {**told, "complete": done.complete})

    async def _show_windows(self, request: Request) -> Answer:
        return Answer(200, {"windows": [_window(window) for window in await self._log.windows(SHOWN_MAX)]})

    async def _show_late(self, request: Request) -> Answer:
        count, entries = await self._log.late(SHOWN_MAX)
        return Answer(200, {"count": count, "events": [_late(entry) for entry in entries]})

    async def _health(self, request: Request) -> Answer:
        await self._log.head()  # a log that cannot be read answers 503
        return Answer(200, {"status": "ok"}) if self._healthy() else Answer(503, {"status": "stopped"})

    async def _status(self, request: Request) -> Answer:
        queue, progress = self._store.queue(), self._consumer.progress
        late, _ = await self._log.late(0)
        stream = {"head": await self._log.head(), "position": progress.position, "late": late}
        letters = [{"key": letter.key, "reason": letter.reason} for letter in self._store.dead.listed(SHOWN_MAX)]
        told = {"owed": await self._consumer.owed(), "queue": {"ready": queue.ready, "leased": queue.leased}}
        open_windows = [name_of(start) for start in await self._log.open_windows()]
        told |= {"dead_letters": letters, "breakers": dict(self._breakers()), "totals": self._store.totals()}
        return Answer(200, {"stream": stream, "open_windows": open_windows, **told})


def _window(window: Window) -> dict[str, object]:
    tally = window.tally
    counts = {"events": tally.events, "classified": tally.classified, "negative": tally.negative}
    anomaly = window.baseline is not None
    return {"window": name_of(tally.start), **counts, "anomaly": anomaly, "baseline": window.baseline}


def _late(entry: Entry) -> dict[str, object]:
    times = {"occurred_at": name_of(entry.occurred_at), "received_at": name_of(entry.received_at)}
    return {"offset": entry.position, "id": entry.id, "source": entry.source, **times}
