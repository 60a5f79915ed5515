"""A batch as an ASGI application: its life, what it tells of itself, and a way to have it run now.

``GET /status`` tells schedule, progress and account, ``GET /healthz`` whether it lives, and ``POST /runs`` begins a
run at once. Nobody but operators should reach these.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from math import inf
from typing import Any

from ...clock import Clock
from ...inbound.asgi import Answer, Receive, Scope, Send, send_answer
from ...service import Running, Service
from ...stores.database import Database
from .service import Batch
from .status import status_of

NO_SUCH_PATH = Answer(404, {"error": "there are GET /status, GET /healthz and POST /runs"})


class BatchDoor:
    """The way to a batch.

    Args:
        batch: what it opens to.
        clock: for the moment that a status shows.
    """

    def __init__(self, batch: Batch[Any], clock: Clock) -> None:
        self._batch = batch
        self._clock = clock
        self._answers: Mapping[tuple[str, str], Callable[[], Answer]] = {
            ("GET", "/status"): self._tell,
            ("GET", "/healthz"): self._say_whether_alive,
            ("POST", "/runs"): self._run_now,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        answer = self._answers.get((scope["method"], scope["path"]))
        await send_answer(send, NO_SUCH_PATH if answer is None else answer())

    def _tell(self) -> Answer:
        return Answer(200, status_of(self._batch, self._clock.now()))

    def _say_whether_alive(self) -> Answer:
        return Answer(200 if self._batch.alive else 503, {"alive": self._batch.alive})

    def _run_now(self) -> Answer:
        self._batch.want()
        return Answer(202, {"accepted": self._batch.name}, {"location": "/status"})


def serve_batch(
    open_store: Callable[[], Awaitable[Database]],
    make: Callable[[Database], Batch[Any]],
    close: Callable[[], Awaitable[None]],
    clock: Clock,
) -> Service:
    """Return the application of a batch.

    Args:
        open_store: opens the database of its memory.
        make: makes the batch over an open database.
        close: closes what the batch is connected to.
        clock: the only source of time.
    """

    async def start() -> Running:
        store = await open_store()
        batch = make(store)
        batch.start()

        async def stop(grace_seconds: float) -> None:
            await batch.stop(clean=grace_seconds > 0.0)  # after a crash nothing is given up
            await store.close()

        return Running(BatchDoor(batch, clock), stop)

    return Service(start, close, drain_seconds=inf)
