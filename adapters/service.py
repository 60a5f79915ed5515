"""A service as an ASGI application: its lifespan, and the way to the door that its start opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from .errors import IntegrationError
from .inbound.asgi import Answer, Application, Receive, Scope, Send, send_answer

NOT_STARTED = Answer(503, {"error": "not started"}, {"retry-after": "1"})


@dataclass(frozen=True, slots=True)
class Running:
    """What a start returns.

    Args:
        door: answers the HTTP requests.
        stop: ends the work; work that is under way has the seconds that it is given, none after a crash.
    """

    door: Application
    stop: Callable[[float], Awaitable[None]]


class Service:
    """The life of a service: started once, serving HTTP until it is told to shut down.

    A shutdown closes the door first, then ends the work, then closes the connections. A lifespan that ends without a
    shutdown message is a crash: nothing is drained.

    Args:
        start: opens the stores and begins the work. One that raises an ``IntegrationError`` has closed what it
            opened itself; the server is told the reason.
        close: closes what was connected before the start: after the stop, and after a start that failed.
        drain_seconds: what work under way is given at a shutdown.
        not_started: the answer to every request before the start and after the end.
    """

    def __init__(
        self,
        start: Callable[[], Awaitable[Running]],
        close: Callable[[], Awaitable[None]],
        *,
        drain_seconds: float = 0.0,
        not_started: Answer = NOT_STARTED,
    ) -> None:
        self._start = start
        self._close = close
        self._drain_seconds = drain_seconds
        self._not_started = not_started
        self._door: Application | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the lifespan.

        Raises:
            ValueError: any other protocol.
        """
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"the service speaks HTTP, not {scope['type']}")
        elif self._door is None:
            await send_answer(send, self._not_started)
        else:
            await self._door(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        try:
            running = await self._start()
        except IntegrationError as error:
            await self._close()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        grace_seconds = 0.0
        self._door = running.door
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
            grace_seconds = self._drain_seconds
        finally:  # without a shutdown message this is a crash: nothing is drained
            self._door = None
            await running.stop(grace_seconds)
            await self._close()
        await send({"type": "lifespan.shutdown.complete"})
