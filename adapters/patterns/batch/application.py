"""A batch as an ASGI application: its life, what it tells of itself, and a way to have it run now.

``GET /status`` tells schedule, progress and account, ``GET /healthz`` whether it lives, and ``POST /runs`` begins a
run at once. Nobody but operators should reach these.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.asgi import Answer, Receive, Scope, Send, send_answer
from ...stores.database import Database
from .service import Batch
from .status import status_of

NOT_STARTED = Answer(503, {"error": "not started"}, {"retry-after": "1"})
NO_SUCH_PATH = Answer(404, {"error": "there are GET /status, GET /healthz and POST /runs"})


class BatchApplication:
    """The life of a batch, and the way to it.

    Args:
        open_store: opens the database of its memory.
        make: makes the batch over an open database.
        close: closes what the batch is connected to.
        clock: the only source of time.
    """

    def __init__(
        self,
        open_store: Callable[[], Database],
        make: Callable[[Database], Batch[Any]],
        close: Callable[[], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._open_store = open_store
        self._make = make
        self._close = close
        self._clock = clock
        self._store: Database | None = None
        self._batch: Batch[Any] | None = None
        self._answers: Mapping[tuple[str, str], Callable[[Batch[Any]], Answer]] = {
            ("GET", "/status"): self._tell,
            ("GET", "/healthz"): self._say_whether_alive,
            ("POST", "/runs"): self._run_now,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the lifespan.

        Raises:
            ValueError: any other protocol.
        """
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"the service speaks HTTP, not {scope['type']}")
        else:
            await send_answer(send, self._answer(scope))

    def _answer(self, scope: Scope) -> Answer:
        answer = self._answers.get((scope["method"], scope["path"]))
        if answer is None:
            return NO_SUCH_PATH
        return NOT_STARTED if self._batch is None else answer(self._batch)

    def _tell(self, batch: Batch[Any]) -> Answer:
        return Answer(200, status_of(batch, self._clock.now()))

    def _say_whether_alive(self, batch: Batch[Any]) -> Answer:
        return Answer(200 if batch.alive else 503, {"alive": batch.alive})

    def _run_now(self, batch: Batch[Any]) -> Answer:
        batch.want()
        return Answer(202, {"accepted": batch.name}, {"location": "/status"})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        try:
            self._store = self._open_store()
        except IntegrationError as error:
            await self._close()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        self._batch = self._make(self._store)
        self._batch.start()
        clean = False
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
            clean = True
        finally:  # without a shutdown message this is a crash: nothing is given up
            await self._stop(clean=clean)
        await send({"type": "lifespan.shutdown.complete"})

    async def _stop(self, *, clean: bool) -> None:
        if self._batch is not None:
            await self._batch.stop(clean=clean)
        if self._store is not None:
            await self._store.close()
        self._batch = self._store = None
        await self._close()
