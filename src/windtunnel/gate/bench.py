"""Where probes run: one loop on virtual time and one guarded process for many runs."""

from __future__ import annotations

import asyncio
import gc
import urllib.parse
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

from httpx import _urls

from windtunnel.contract.document import Contract
from windtunnel.contract.drift import Drift
from windtunnel.contract.drift.field_operator import FieldDrift, Place
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.randomness import Randomness, derive
from windtunnel.world.escape import confined
from windtunnel.world.virtual_loop import StandstillError, VirtualLoop

from .mutants import Mutant
from .probes import Probe
from .recording import Recording
from .replayer import Outcome, RunClock, run
from .streams import EventDrift

T = TypeVar("T")
SEED = 1
TEXTS_MAX = 4096


class Bench:
    """Runs probes, one after the other. Used inside ``open_bench``."""

    def __init__(self) -> None:
        self._loop = VirtualLoop()

    def now(self) -> float:
        """Return the time that library code is shown."""
        return RunClock(self._loop).now()

    def do(self, main: Coroutine[Any, Any, T]) -> T:
        """Run ``main`` to its end, and end what it left behind.

        Raises:
            StandstillError: it waits for something that will never happen, or runs on while no time passes.
        """
        try:
            return self._loop.run_until_complete(main)
        except StandstillError:
            self.close()
            self._loop = VirtualLoop()
            raise
        finally:
            self._end_tasks()

    def run(self, probe: Probe, recording: Recording) -> Outcome:
        """Run a probe over its recording, unchanged."""
        return self.do(run(probe, recording))

    def run_changed(self, probe: Probe, recording: Recording, mutant: Mutant) -> tuple[Drift, Outcome]:
        """Run a probe against one change; return the change with its count, and what became of the run."""
        drift = drift_of(recording, mutant)
        try:
            return drift, self.do(run(probe, recording, EventDrift(drift)))
        except StandstillError as error:
            return drift, Outcome(b'{"written":null,"effects":[]}', error)

    def close(self) -> None:
        """End every task and close the loop."""
        self._end_tasks()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def _end_tasks(self) -> None:
        left = asyncio.all_tasks(self._loop) if not self._loop.is_closed() else ()
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def drift_of(recording: Recording, mutant: Mutant) -> Drift:
    """Return the change at work, new for each run: it remembers what it met."""
    drift = drift_from(recording.contract, mutant)
    drift.target = recording
    return drift


def drift_from(contract: Contract, mutant: Mutant) -> Drift:
    """Return the change at work on what a contract describes."""
    random = Random(_seed_of(mutant.id))  # noqa: S311  # simulation, not secrets
    drift = mutant.description.build(contract, random, EPOCH)
    if isinstance(drift, FieldDrift) and mutant.schema:
        drift.field = Place(drift.field.field, mutant.schema, random, drift.field.memory)
    return drift


@lru_cache(maxsize=TEXTS_MAX)
def _seed_of(mutant: str) -> int:
    """Return the seed of a change's chance; it is asked for once for each run that may be like its own."""
    return derive(SEED, mutant)


@contextmanager
def open_bench() -> Iterator[Bench]:
    """Guard the process and give the bench; garbage is collected afterwards, since looking for it takes a fifth."""
    bench = Bench()
    collecting = gc.isenabled()
    gc.disable()
    try:
        with confined(_Time(bench), Randomness(SEED)), _known_texts_kept():
            yield bench
    finally:
        bench.close()
        if collecting:
            gc.enable()


@contextmanager
def _known_texts_kept() -> Iterator[None]:
    """Have libraries remember the few texts that every run asks for again.

    Parsing the same addresses takes a seventh of a run, quoting the same texts for signatures as much.
    """
    kept: tuple[tuple[Any, str], ...] = ((_urls, "urlparse"), (urllib.parse, "quote_from_bytes"))
    before = [getattr(module, name) for module, name in kept]
    for (module, name), function in zip(kept, before, strict=True):
        setattr(module, name, _remembering(function))
    try:
        yield
    finally:
        for (module, name), function in zip(kept, before, strict=True):
            setattr(module, name, function)


def _remembering(function: Callable[..., T]) -> Callable[..., T]:
    """Return a function that remembers what it returned, except for what cannot be remembered."""
    remembered = lru_cache(maxsize=TEXTS_MAX)(function)

    def called(*arguments: Any, **options: Any) -> T:
        try:
            return remembered(*arguments, **options)
        except TypeError:
            return function(*arguments, **options)

    return called


class _Time:
    """The bench's time as library code sees it."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def now(self) -> float:
        """Return the current time."""
        return self._bench.now()

    def call_at(self, when: float, callback: Any) -> Any:
        """Refuse: libraries are shown the time and nothing more."""
        raise NotImplementedError

    async def sleep(self, seconds: float) -> None:
        """Refuse: libraries are shown the time and nothing more."""
        raise NotImplementedError
