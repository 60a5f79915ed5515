"""Calling an ASGI application inside a world, and serving a simulator as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from windtunnel.kernel.errors import WindtunnelError

from .http import Request, Response

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


UNSUPPORTED = "lifespan.unsupported"
"""Reported for an application that has no lifespan: by the ASGI specification it is served without one."""


class SubjectCrashed(WindtunnelError):
    """The application raised, or broke the ASGI protocol."""


def scope_of(request: Request) -> MutableMapping[str, Any]:
    """Return the ASGI scope that a server would make of ``request``."""
    host = request.headers.get("host", "localhost")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.decoded_path,
        "raw_path": request.path.encode("ascii"),
        "query_string": request.query.encode("ascii"),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": (host.partition(":")[0], 80),
    }


async def call(application: Application, request: Request) -> Response:
    """Send ``request`` to ``application`` and return its whole answer.

    Raises:
        SubjectCrashed: the application raised, or ended without an answer.
    """
    response = Response(status=0)
    body = bytearray()
    pending: list[Message] = [{"type": "http.request", "body": request.body, "more_body": False}]
    answered = asyncio.Event()

    async def receive() -> Message:
        if pending:
            return pending.pop()
        await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in message["headers"]]
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                answered.set()

    try:
        await application(scope_of(request), receive, send)
    except Exception as error:
        raise SubjectCrashed(f"{request.method} {request.path}: {type(error).__name__}: {error}") from error
    if response.status == 0:
        raise SubjectCrashed(f"{request.method} {request.path}: the application sent no response")
    response.body = bytes(body)
    return response


class Lifespan:
    """Starts and stops an ASGI application through its lifespan protocol.

    Args:
        application: the application.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._supported = True

    async def startup(self) -> None:
        """Start the application.

        Raises:
            SubjectCrashed: it failed to start.
        """
        self._task = asyncio.create_task(self._run(), name="subject-lifespan")
        await self._request("startup")

    async def shutdown(self) -> None:
        """Let the application shut down cleanly."""
        if self._supported:
            await self._request("shutdown")
        if self._task is not None:
            await self._task

    def kill(self) -> None:
        """Stop the lifespan task as a crash would: nothing is told to the application."""
        if self._task is not None:
            self._task.cancel()

    async def _request(self, phase: str) -> None:
        await self._inbox.put({"type": f"lifespan.{phase}"})
        answer = await self._outbox.get()
        if answer["type"] == UNSUPPORTED:
            self._supported = False
        elif answer["type"] != f"lifespan.{phase}.complete":
            raise SubjectCrashed(f"{phase} failed: {answer.get('message', 'no reason given')}")

    async def _run(self) -> None:
        scope: MutableMapping[str, Any] = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        asked = False

        async def receive() -> Message:
            nonlocal asked
            asked = True
            return await self._inbox.get()

        try:
            await self._application(scope, receive, self._outbox.put)
        except Exception as error:  # noqa: BLE001 - whatever the application raises is reported
            failure = {"type": "lifespan.failed", "message": f"{type(error).__name__}: {error}"}
            await self._outbox.put(failure if asked else {"type": UNSUPPORTED})
        else:
            await self._outbox.put({"type": UNSUPPORTED})
