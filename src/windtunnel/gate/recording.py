"""What a system answers to a probe, recorded as a tree of conversations.

What a system says depends on what was said to it before. So a recording is a tree: from each point of a conversation
one branch leads on for every request that was made there. A run that asks only what was asked before never reaches the
simulator; a run that asks something new (a reader that looks again after a broken answer) has the simulator taken back
to that point, once, and the answer is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import EPOCH, SteppedClock, TimerQueue
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build
from windtunnel.simulator.store import Effect
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

from .probes import Probe

INCIDENTAL_HEADERS = frozenset(
    {"accept", "accept-encoding", "authorization", "connection", "content-length", "host", "user-agent", "cookie"}
)
"""What a system's answer does not depend on here: who calls is the same in every run."""
SECONDS_DIGITS = 3
Key = tuple[Any, ...]


class RewindableClock(SteppedClock):
    """A stepped clock that a restored snapshot can take back."""

    def rewind(self, when: float) -> None:
        """Show ``when`` and forget every timer."""
        self._now = when
        self._timers = TimerQueue()


@dataclass(eq=False)
class Turn:
    """One request and its answer, and where the conversation can go from there.

    Args:
        request: what was asked; ``None`` at the beginning.
        operation: what it calls.
        response: what was answered.
        effects: what changed in the system.
        at: when, in world time.
        snapshot: the system after it.
        following: the turns that come next, by what is asked.
        headers: of the answer, as runs get them, by the date that they name.
    """

    request: Request | None
    operation: str
    response: Response
    effects: tuple[Effect, ...]
    at: float
    snapshot: Mapping[str, Any]
    following: dict[Key, Turn] = field(default_factory=dict)
    headers: dict[bytes, httpx.Headers] = field(default_factory=dict)


class Recording:
    """The conversations of one probe with one system.

    Args:
        project: where the simulator is found.
        system: its name.
        probe: whose options and arrivals it starts with.
        seed: of the world.

    Attributes:
        asked: how many answers came from the simulator, not from the recording.
        environment: what every run is told of the system, once it was worked out.
    """

    def __init__(self, project: Project, system: str, probe: Probe, seed: int = 1) -> None:
        self._clock = RewindableClock(EPOCH)
        self.system: System = build(project, system, self._clock, Randomness(seed), probe.options)
        self.arrivals = tuple(self.system.arrive(row) for row in probe.arrivals)
        self.system.on_effect = lambda effect, call: self._effects.append(effect)
        self._effects: list[Effect] = []
        self._collections = frozenset(probe.effects)
        self._operations: dict[tuple[str, str], tuple[str, Mapping[str, str]]] = {}
        self.asked = 0
        self.environment: Mapping[str, str] | None = None
        self.beginning = Turn(None, "", Response(), (), EPOCH, self.system.snapshot())
        self._position: Turn | None = self.beginning
        """The turn after which the system stands; ``None`` when it stands nowhere in the recording."""
        self._errors: dict[int, Response] = {}

    @property
    def contract(self) -> Contract:
        """What the system promises."""
        return self.system.contract

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the operation that a request calls and its path parameters."""
        key = (request.method, request.path)
        if key not in self._operations:
            self._operations[key] = self.system.identify(request)
        return self._operations[key]

    def error(self, status: int) -> Response:
        """Return the vendor's own answer with an error status: the same for every run, request ids included."""
        if status not in self._errors:
            self._take_back_to(self.beginning)
            self._errors[status] = self.system.error(status)
            self._position = None
        return self._errors[status]

    def turn(self, before: Turn, request: Request, now: float) -> Turn:
        """Return what follows when ``request`` is made after ``before``."""
        key = key_of(request, now)
        known = before.following.get(key)
        if known is None:
            known = before.following[key] = self._ask(before, request, now)
        return known

    def _ask(self, before: Turn, request: Request, now: float) -> Turn:
        if self._position is not before:
            self._take_back_to(before)
        self.asked += 1
        at = max(now, before.at)
        self._effects.clear()
        self._clock.advance(at - self._clock.now())
        response = self.system.handle(request)
        self.system.finished(request)
        effects = tuple(effect for effect in self._effects if effect.collection in self._collections)
        operation, _ = self.identify(request)
        self._position = turn = Turn(request, operation, response, effects, at, self.system.snapshot())
        return turn

    def _take_back_to(self, turn: Turn) -> None:
        self._clock.rewind(turn.at)
        self.system.restore(turn.snapshot)


class Cursor:
    """One run's place in a recording; the endpoint that its exchanges end at.

    Args:
        recording: the conversations.
        now: returns the time of the run.
    """

    def __init__(self, recording: Recording, now: Callable[[], float]) -> None:
        self._recording = recording
        self._now = now
        self.turns: list[Turn] = []
        self._here = recording.beginning

    def identify(self, request: Request) -> tuple[str, Mapping[str, str]]:
        """Return the operation that a request calls and its path parameters."""
        return self._recording.identify(request)

    def handle(self, request: Request) -> Response:
        """Answer as the system would at this point."""
        self._here = self._recording.turn(self._here, request, self._now())
        self.turns.append(self._here)
        return self._here.response

    def finished(self, request: Request) -> None:
        """Nothing is held while an answer is read."""

    def effects(self) -> list[Effect]:
        """Return what the run has changed in the system."""
        return [effect for turn in self.turns for effect in turn.effects]


def key_of(request: Request, now: float) -> Key:
    """Return what the answer to a request depends on, besides what was said before."""
    headers = tuple(pair for pair in request.headers.items() if pair[0] not in INCIDENTAL_HEADERS)
    when = round(now - EPOCH, SECONDS_DIGITS)
    return request.method, request.path, request.query, request.body, headers, when
