"""The planted change: a careless consumer that must be found silent, or no verdict of this run is worth anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from windtunnel.contract.drift import read_drift
from windtunnel.kernel.errors import InconclusiveError

from .bench import Bench
from .judging import Verdict, judge
from .mutants import ROLE, Mutant
from .probes import Setting
from .reads import TOP
from .recording import Recording, Turn
from .replayer import HOST, Outcome
from .streams import event_bodies

OPERATOR = "response-required-property-removed"
NESTING_MAX = 3


@dataclass(frozen=True)
class CarelessProbe:
    """Asks what the control asked, takes one field as it comes, and writes it on.

    Args:
        requests: what is asked, in this order; the last answer holds the field.
        path: of the field.
    """

    requests: Sequence[Turn]
    path: Sequence[str]
    name: str = "planted"
    errors: tuple[type[Exception], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: Sequence[Mapping[str, Any]] = ()
    effects: Sequence[str] = ()

    async def run(self, setting: Setting) -> object:
        """Return the field, ``None`` where it is missing: that is the carelessness."""
        body = b""
        for turn in self.requests:
            assert turn.request is not None
            sent = httpx.Request(
                turn.request.method,
                f"https://{HOST}{turn.request.target}",
                headers=dict(turn.request.headers),
                content=turn.request.body,
            )
            answer = await setting.transport.handle_async_request(sent)
            body = await answer.aread()
        return _dig(next(_bodies(body)), self.path)


def find_planted(bench: Bench, recording: Recording, control: Outcome) -> str:
    """Run the careless consumer against its change and return what was found.

    Raises:
        InconclusiveError: the change was not found, or nothing could be changed.
    """
    turns = control.turns
    for index, turn in enumerate(turns):
        path = _path(turn)
        if path:
            return _found(bench, recording, turns[: index + 1], path)
    raise InconclusiveError("no answer holds a field, so no change could be planted")


def _found(bench: Bench, recording: Recording, turns: Sequence[Turn], path: Sequence[str]) -> str:
    probe = CarelessProbe(turns, path)
    operation, at = turns[-1].operation, ".".join((TOP, *path))
    data = {"on": ROLE, "operator": OPERATOR, "operations": [operation], "at": at}
    mutant = Mutant("planted", operation, at, read_drift(data, place="planted"), {})
    control = bench.run(probe, recording)
    drift, outcome = bench.run_changed(probe, recording, mutant)
    judgement = judge(mutant, drift, outcome, control, probe)
    if judgement.verdict is not Verdict.SILENT:
        raise InconclusiveError(
            f"the planted change ({OPERATOR} at {operation} {at}) was not found: {judgement.verdict}"
        )
    return f"{OPERATOR} at {operation} {at}"


def _path(turn: Turn) -> Sequence[str]:
    """Return the way to a field that holds a text or a number; empty when the answer holds none."""
    bodies = _bodies(turn.response.whole_body())
    return next((path for body in bodies for path in _paths(body)), ())


def _paths(value: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(value, Mapping) or len(above) > NESTING_MAX:
        return
    for name, each in value.items():
        if "." in name or " " in name or name.endswith("[]"):
            continue
        if isinstance(each, str | int | float) and not isinstance(each, bool):
            yield (*above, name)
        yield from _paths(each, (*above, name))


def _bodies(body: bytes) -> Iterator[Any]:
    for text in (body, *event_bodies(body)):
        try:
            yield orjson.loads(text)
        except ValueError:
            continue


def _dig(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
