"""The life of a service, and the way to its door."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.errors import SystemUnavailable
from adapters.inbound.asgi import Answer, Application, Receive, Scope, Send, send_answer
from adapters.service import Running, Service
from tests.adapters.inbound.fakes import request
from tests.adapters.lifespan import Lifespan


class House:
    """What a service is made from, and what happened to it."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.happened: list[object] = []
        self.trouble = trouble
        self.service = Service(self.start, self.close, drain_seconds=7.0)

    async def start(self) -> Running:
        """Start, or fail."""
        self.happened.append("started")
        if self.trouble is not None:
            raise self.trouble
        return Running(self.door, self.stop)

    async def stop(self, grace_seconds: float) -> None:
        """Note the grace, and what a request is told meanwhile."""
        self.happened.append(grace_seconds)
        self.happened.append(await status(self.service))

    async def close(self) -> None:
        """Note that the connections are closed."""
        self.happened.append("closed")

    async def door(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer every request."""
        await send_answer(send, Answer(200, {"path": scope["path"]}))


async def status(application: Application) -> int:
    """Return the status that a request gets."""
    answer = await request(application, "GET", "/somewhere")
    assert answer is not None
    return answer.status


def test_requests_reach_the_door_between_start_and_shutdown_only() -> None:
    """The door closes first; work under way has its seconds, then the connections are closed."""
    house = House()

    async def main() -> None:
        assert await status(house.service) == 503
        lifespan = Lifespan(house.service)
        assert await lifespan.say("startup") == {"type": "lifespan.startup.complete"}
        assert await status(house.service) == 200
        assert await lifespan.say("shutdown") == {"type": "lifespan.shutdown.complete"}
        assert await status(house.service) == 503

    asyncio.run(main())
    assert house.happened == ["started", 7.0, 503, "closed"]


def test_a_crash_drains_nothing() -> None:
    """A lifespan that is cancelled gives no grace, and closes what is open."""
    house = House()

    async def main() -> None:
        lifespan = Lifespan(house.service)
        await lifespan.say("startup")
        lifespan.task.cancel()
        await asyncio.gather(lifespan.task, return_exceptions=True)

    asyncio.run(main())
    assert house.happened == ["started", 0.0, 503, "closed"]


def test_a_failed_start_is_told_and_closes_the_connections() -> None:
    """The server learns the reason; there is nothing to stop."""
    house = House(SystemUnavailable("the disk is full"))

    async def main() -> Any:
        lifespan = Lifespan(house.service)
        said = await lifespan.say("startup")
        await lifespan.task
        return said, await status(house.service)

    assert asyncio.run(main()) == ({"type": "lifespan.startup.failed", "message": "the disk is full"}, 503)
    assert house.happened == ["started", "closed"]


def test_a_service_has_its_own_words_for_not_yet() -> None:
    """One that is served as an API answers with a problem of its own kind."""
    house = House()
    service = Service(house.start, house.close, not_started=Answer(418, {"error": "the kettle is cold"}))
    assert asyncio.run(status(service)) == 418


def test_another_protocol_is_refused() -> None:
    """The server is told so by an exception, as ASGI wants it."""

    async def main() -> None:
        with pytest.raises(ValueError, match="not websocket"):
            await House().service({"type": "websocket"}, asyncio.Queue[Any]().get, asyncio.Queue[Any]().put)

    asyncio.run(main())
