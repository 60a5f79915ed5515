"""The life of a subject inside a virtual world: it is made, started, called, killed, and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Literal

from windtunnel.kernel.errors import WindtunnelError
from windtunnel.world.asgi import Application, Lifespan, call
from windtunnel.world.http import Request, Response
from windtunnel.world.virtual_loop import OWNER, VirtualLoop


class SubjectGone(WindtunnelError):
    """Nobody answers: the subject is not running (``refused``), or died before it had answered (``reset``)."""

    def __init__(self, how: Literal["refused", "reset"]) -> None:
        super().__init__(f"the subject is gone: connection {how}")
        self.how: Literal["refused", "reset"] = how


class Life:
    """A subject as if it were a process.

    Args:
        make: makes the application, each time that it is started.
    """

    def __init__(self, make: Callable[[], Application]) -> None:
        self._make = make
        self._generation = self._coming = object()
        self._context: Context = copy_context()
        self._application: Application | None = None
        self._lifespan: Lifespan | None = None
        self._starting: asyncio.Task[None] | None = None
        self.failure: BaseException | None = None
        """What kept it from starting again."""

    async def start(self) -> None:
        """Make the application and start it.

        Raises:
            SubjectCrashed: it failed to start.
            SubjectGone: it was killed meanwhile.
        """
        generation, context = object(), copy_context()
        context.run(OWNER.set, generation)
        self._coming = generation
        application = context.run(self._make)
        lifespan = Lifespan(application)
        try:
            await asyncio.get_running_loop().create_task(lifespan.startup(), context=context)
        finally:
            if self._coming is not generation:
                raise SubjectGone("reset")
        self._generation, self._context = generation, context
        self._application, self._lifespan = application, lifespan

    async def stop(self) -> None:
        """Let it shut down cleanly; one that is not running stays as it is."""
        if self._starting is not None:
            await self._starting
        if self._application is not None and self._lifespan is not None:
            await self._lifespan.shutdown()
        self._application = None

    async def replace(self) -> None:
        """Start a new instance, let it take over, then let the old one shut down cleanly.

        Raises:
            SubjectCrashed: the new one failed to start; the old one runs on.
        """
        old = self._lifespan
        await self.start()
        if old is not None:
            await old.shutdown()

    def kill(self) -> int:
        """End it as SIGKILL would, as far as Python can: every task of its own is cancelled, nothing is told.

        One that is starting dies, too.

        Returns:
            How many tasks there were.
        """
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        owners = dict.fromkeys((self._generation, self._coming))
        dying = [task for owner in owners for task in loop.owned_by(owner)]
        self._application = None
        self._generation = self._coming = object()
        for task in dying:
            task.cancel()
        return len(dying)

    def revive(self) -> None:
        """Start it again, from what it left on disk, unless it runs or is about to."""
        restart = self._restart(self._starting)
        self._starting = asyncio.get_running_loop().create_task(restart, name="restart")

    async def call(self, request: Request) -> Response:
        """Send ``request`` to the subject and return its answer.

        Raises:
            SubjectGone: it is not running, or died meanwhile.
            SubjectCrashed: it raised, or ended without an answer.
        """
        if self._application is None:
            raise SubjectGone("refused")
        generation = self._generation
        answering = call(self._application, request)
        task = asyncio.get_running_loop().create_task(answering, context=self._context.copy())
        try:
            return await task
        except asyncio.CancelledError:
            if self._generation is generation:
                raise
        raise SubjectGone("reset")

    async def _restart(self, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await earlier
        if self._application is not None:
            return
        try:
            await self.start()
        except SubjectGone:
            return  # the next revival starts it again
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - judged with the run, not here
            self.failure = error
