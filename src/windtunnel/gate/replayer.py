"""Runs a probe over a recording, with or without a change: in process, on one loop, without a simulator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
from pydantic_core import PydanticSerializationError, to_json

from windtunnel.kernel.clock import EPOCH, LoopClock, Timer
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import derive
from windtunnel.scenario.environment import variables_of_role
from windtunnel.world.date_header import DateHeader
from windtunnel.world.exchange import Exchange, Interceptor, conduct
from windtunnel.world.http import Request, Response

from .probes import Probe, Setting
from .recording import Cursor, Recording, Turn

HOST = "drift.windtunnel.test"
REQUESTS_MAX = 200
"""A run that asks more often than this goes round in circles."""
MICROSECONDS_DIGITS = 6
SEED_OF_RUNS = derive(1, "probe")
Watch = Callable[[Exchange, httpx.Response], None]


class GoesOnForever(BaseException):
    """A run asks again and again; no handler of the code under test is meant to catch this."""


class RunClock:
    """The time of one run: every run begins at the same moment, whatever ran on the loop before.

    Args:
        loop: drives it.
        begins: the time at which the run begins.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, begins: float = EPOCH) -> None:
        self._loop = loop
        self._begins = begins
        self._origin = self._read_at = loop.time()
        self._now = begins

    def now(self) -> float:
        """Return the current time; it is asked for far more often than it passes."""
        at = self._loop.time()
        if at != self._read_at:
            self._read_at, self._now = at, self._begins + round(at - self._origin, MICROSECONDS_DIGITS)
        return self._now

    def steady(self) -> float:
        """Return a time that durations are measured with."""
        return self.now()

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` on the loop at ``when``."""
        return LoopClock(self._loop, self.now()).call_at(when, callback)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the loop."""
        await asyncio.sleep(max(0.0, seconds))


@dataclass(frozen=True)
class Step:
    """One request of a run, and the answer that the run got.

    Args:
        request: as the run sent it.
        operation: what it calls.
        parameters: in the path.
        at: when, in world time.
        turn: what the system answered; ``None`` when the change answered in its place.
        answer: what the run got.
    """

    request: Request
    operation: str
    parameters: Mapping[str, str]
    at: float
    turn: Turn | None
    answer: Response


@dataclass
class Outcome:
    """What became of one run.

    Args:
        sinks: what it wrote on, as JSON, the effects in the system included.
        error: what it raised.
        turns: the answers that the system gave.
        steps: every request with what the run got, from the system or from the change.
    """

    sinks: bytes = b""
    error: BaseException | None = None
    turns: list[Turn] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


class WholeAnswer(httpx.Response):
    """An answer whose body is there already, and is read at once: going through it in parts takes a tenth of a run."""

    whole: bytes | None = None
    """The body where nothing has to be decoded."""

    async def aread(self) -> bytes:
        """Read the body, as httpx does."""
        if self.whole is None or self.is_stream_consumed or self.is_closed:
            return await super().aread()
        self.is_stream_consumed = True
        self._num_bytes_downloaded = len(self.whole)
        self._content = self.whole
        await self.aclose()
        return self.whole


class Replay(httpx.AsyncBaseTransport):
    """The transport of one run.

    Args:
        recording: where answers come from.
        clock: of the run.
        change: stands between the run and the system.
        watch: sees every answer.
    """

    def __init__(
        self, recording: Recording, clock: RunClock, change: Interceptor | None = None, watch: Watch | None = None
    ) -> None:
        self._role = role_of(recording)
        self._clock = clock
        self._changes = () if change is None else (change,)
        self._watch = watch
        self._date = DateHeader(clock)
        self.cursor = Cursor(recording, clock.now)
        self.steps: list[Step] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer at once.

        Raises:
            GoesOnForever: this was asked too often.
            httpx.ConnectError: the request leads to another host.
        """
        if request.url.host != HOST:
            raise httpx.ConnectError(f"no host {request.url.host!r} in this run; there is {HOST}")
        sent = await _read(request)
        operation, parameters = self.cursor.identify(sent)
        if len(self.steps) >= REQUESTS_MAX:
            raise GoesOnForever
        exchange = Exchange(self._role, operation, parameters, sent, self._clock.now())
        outcome = conduct(exchange, self.cursor, self._changes)
        assert outcome.response is not None, "drift replaces answers and loses none"
        turn = self.cursor.turns[-1] if outcome.reached else None
        self.steps.append(Step(sent, operation, parameters, exchange.at, turn, outcome.response))
        answer = self._answer(outcome.response, turn)
        if self._watch is not None:
            self._watch(exchange, answer)
        return answer

    def _answer(self, response: Response, turn: Turn | None) -> httpx.Response:
        body = b"" if response.bodiless else response.whole_body()
        headers = self._headers(response, turn)
        answer = WholeAnswer(response.status, headers=headers, stream=httpx.ByteStream(body))
        answer.whole = None if "content-encoding" in headers else body
        answer.headers.encoding = "latin-1"  # httpx would try encodings on all of them for each that is read
        return answer

    def _headers(self, response: Response, turn: Turn | None) -> httpx.Headers:
        """Return the headers of an answer, for which those of one in the recording are made once."""
        date = self._date.value()
        if turn is None or turn.response is not response:
            return _headers(response, date)
        if date not in turn.headers:
            turn.headers[date] = _headers(response, date)
        return turn.headers[date]


def _headers(response: Response, date: bytes) -> httpx.Headers:
    return httpx.Headers(response.arriving_headers(date), encoding="latin-1")


async def run(
    probe: Probe, recording: Recording, change: Interceptor | None = None, watch: Watch | None = None
) -> Outcome:
    """Run a probe once.

    Args:
        probe: what is run.
        recording: where answers come from.
        change: stands between the run and the system.
        watch: sees every answer.

    Raises:
        UsageError: what the probe returned cannot be written as JSON.
    """
    clock = RunClock(asyncio.get_running_loop())
    transport = Replay(recording, clock, change, watch)
    outcome = Outcome(turns=transport.cursor.turns, steps=transport.steps)
    written: object = None
    try:
        written = await probe.run(setting(recording, transport, clock))
    except (KeyboardInterrupt, SystemExit, asyncio.CancelledError):
        raise
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is the verdict
        outcome.error = error.with_traceback(None)
    outcome.sinks = _sinks(probe, written, transport.cursor)
    return outcome


def setting(recording: Recording, transport: httpx.AsyncBaseTransport, clock: RunClock) -> Setting:
    """Return what a probe is given."""
    system = recording.system
    if recording.environment is None:
        recording.environment = variables_of_role(
            role_of(recording), system.name, f"https://{HOST}", system.credentials
        )
    random = Random(SEED_OF_RUNS)  # noqa: S311  # simulation, not secrets
    return Setting(dict(recording.environment), transport, clock, random, recording.arrivals)


def role_of(recording: Recording) -> str:
    """Return the role that the system plays, as its profile says first."""
    return next(iter(recording.contract.profile.roles), recording.system.name)


def _sinks(probe: Probe, written: object, cursor: Cursor) -> bytes:
    effects = [(each.collection, each.change, each.id, each.after) for each in cursor.effects()]
    content: dict[str, Any] = {"written": written, "effects": effects}
    try:
        return to_json(content)
    except (PydanticSerializationError, ValueError) as error:
        raise UsageError(f"the probe returned what cannot be written as JSON: {error}", place=probe.name) from error


async def _read(request: httpx.Request) -> Request:
    content = request.content if hasattr(request, "_content") else await request.aread()
    path, _, query = request.url.raw_path.partition(b"?")
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.headers.raw:
        name, value = raw_name.lower().decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Request(request.method, path.decode("ascii"), query.decode("ascii"), headers, content, request.url.scheme)
