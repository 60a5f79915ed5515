"""The HTTP interface, as ``contracts/pipeline/openapi.yaml`` describes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from random import Random

from ...audit import AuditKind
from ...clock import Clock
from ...inbound.asgi import (
    Answer,
    BodyTooLarge,
    Disconnected,
    Receive,
    Request,
    Scope,
    Send,
    read_request,
    send_answer,
)
from ...masking import mask
from ...outbound.deadline import deadline
from ...pipeline.budget import cancel
from ...trail import Trail
from .flights import Flights
from .messages import VERSION
from .once import Once
from .problems import METHOD, NOT_FOUND, OVERLOADED, TOO_LARGE, Problem, answer_of, problem_of
from .requests import Asked, key_of, read_asked, request_id_of
from .responder import Responder
from .status import Status

REPLIES = "/v1/replies"
REPLAYED = {"idempotent-replayed": "true"}

Given = tuple[str, bool]
"""An answer as JSON, and whether it had been given before."""


class Interface:
    """An ASGI application for HTTP requests.

    Args:
        responder: answers questions.
        once: has every question answered once.
        status: counts, and shows how the systems are.
        clock: for deadlines.
        random: for ids of requests that come without.
        trail: where refusals are noted.
        deadline_seconds: how long a caller waits at most.
        replies_max: replies being worked on at once.
        body_bytes_max: longest body that is read.
    """

    def __init__(
        self,
        responder: Responder,
        once: Once,
        status: Status,
        *,
        clock: Clock,
        random: Random,
        trail: Trail,
        deadline_seconds: float,
        replies_max: int,
        body_bytes_max: int,
    ) -> None:
        self._responder = responder
        self._once = once
        self._status = status
        self._clock = clock
        self._random = random
        self._trail = trail
        self._deadline_seconds = deadline_seconds
        self._replies_max = replies_max
        self._body_bytes_max = body_bytes_max
        self._flights: Flights[Given] = Flights()
        self._routes: Mapping[str, Mapping[str, Callable[[Request, str], Awaitable[Answer]]]] = {
            REPLIES: {"POST": self._reply},
            "/healthz": {"GET": self._health},
            "/status": {"GET": self._show_status},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; stop working on it when the caller hangs up."""
        try:
            request = await read_request(scope, receive, self._body_bytes_max)
            request_id = request_id_of(request.headers) or self._new_id()
            answering = asyncio.create_task(self._answer(scope["path"], scope["method"], request, request_id))
        except BodyTooLarge:
            request_id = self._new_id()
            detail = f"The body is longer than {self._body_bytes_max} bytes"
            answering = asyncio.create_task(_refuse(Problem(TOO_LARGE, detail), request_id))
        except Disconnected:
            return
        answer = await _unless_hung_up(answering, receive)
        if answer is not None:
            headers = {"x-request-id": request_id, "api-version": VERSION, **answer.headers}
            await send_answer(send, Answer(answer.status, answer.content, headers))

    async def aclose(self) -> None:
        """Stop everything that is under way."""
        await self._flights.aclose()

    async def _answer(self, path: str, method: str, request: Request, request_id: str) -> Answer:
        try:
            handle = self._handler(path, method)
            return await handle(request, request_id)
        except Exception as error:  # noqa: BLE001  # a defect of ours is a problem to the caller like any other
            problem = problem_of(error)
            self._note(problem, error, request, request_id)
            return answer_of(problem, request_id)

    def _handler(self, path: str, method: str) -> Callable[[Request, str], Awaitable[Answer]]:
        route = self._routes.get(path)
        if route is None:
            raise Problem(NOT_FOUND, f"There are {', '.join(self._routes)}")
        if method not in route:
            allowed = ", ".join(route)
            raise Problem(METHOD, f"There is {allowed}", headers={"allow": allowed})
        return route[method]

    async def _reply(self, request: Request, request_id: str) -> Answer:
        asked = read_asked(request)
        seconds = min(asked.seconds or self._deadline_seconds, self._deadline_seconds)
        joins = asked.key in self._flights
        if not joins and len(self._flights) >= self._replies_max:
            raise Problem(OVERLOADED, f"{self._replies_max} replies are being worked on")
        work = partial(self._work, asked, request_id, seconds)
        text, replayed = await self._flights.join(asked.key, asked.digest, work)
        content = json.loads(text)
        self._status.answered(content, again=replayed or joins)
        applied = {} if asked.seconds is None else {"preference-applied": f"wait={seconds:g}"}
        return Answer(200, content, {**applied, **(REPLAYED if replayed or joins else {})})

    async def _work(self, asked: Asked, request_id: str, seconds: float) -> Given:
        async def respond() -> str:
            reply = await self._responder.respond(asked.key, request_id, asked.request, seconds)
            return reply.model_dump_json()

        with deadline(self._clock, seconds):
            return await self._once.run(asked.key, asked.digest, respond)

    async def _health(self, request: Request, request_id: str) -> Answer:
        return Answer(200, {"status": "ok"})

    async def _show_status(self, request: Request, request_id: str) -> Answer:
        return Answer(200, self._status.shown(len(self._flights)))

    def _note(self, problem: Problem, error: Exception, request: Request, request_id: str) -> None:
        kind = problem.kind
        self._status.refused(kind.status)
        alarm = kind.status >= 500 and not isinstance(error, Problem)
        reason = f"{type(error).__name__}: {mask(str(error))}" if alarm else kind.name
        note = AuditKind.REJECTED if problem.retry_after_seconds is None else AuditKind.DEGRADED
        key = f"reply:{key_of(request.headers) or request_id}"
        self._trail.note(note, key, status=kind.status, alarm=alarm, reason=reason)

    def _new_id(self) -> str:
        return f"{self._random.getrandbits(64):016x}"


async def _refuse(problem: Problem, request_id: str) -> Answer:
    return answer_of(problem, request_id)


async def _unless_hung_up(answering: asyncio.Task[Answer], receive: Receive) -> Answer | None:
    """Return the answer; cancel it and return ``None`` when the caller goes away before."""
    listening = asyncio.create_task(_hung_up(receive))
    try:
        await asyncio.wait((answering, listening), return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else None
    finally:
        await cancel(answering, listening)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
