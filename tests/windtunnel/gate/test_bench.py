"""Where probes run."""

from __future__ import annotations

import asyncio
import gc
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest
from httpx import _urls

from windtunnel.content.project import Project
from windtunnel.contract.drift import read_drift
from windtunnel.contract.drift.field_operator import FieldDrift
from windtunnel.gate.bench import drift_of, open_bench
from windtunnel.gate.mutants import Mutant
from windtunnel.gate.probes import Probe, Setting
from windtunnel.gate.recording import Recording
from windtunnel.kernel.clock import EPOCH
from windtunnel.world import virtual_loop
from windtunnel.world.virtual_loop import DeadlockError, LivelockError


def mutant(operation: str = "readOrder", **data: object) -> Mutant:
    """Return a change."""
    description = read_drift({"on": "system", "operations": [operation], **data}, place="test")
    return Mutant("m", operation, str(data.get("at", "")), description, {"type": ["number"]})


SCALED = mutant(operator="sem-unit-scaled", at="$.total", factor=100)


def test_a_changed_run_counts_what_it_met(project: Project, probes: Mapping[str, Probe]) -> None:
    """And writes what the change made of it."""
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careless"])
        drift, outcome = bench.run_changed(probes["careless"], recording, SCALED)
        assert (drift.injected, b"1250.0" in outcome.sinks) == (1, True)


def test_waiting_for_what_never_comes_ends_the_run_and_not_the_bench(
    project: Project, probes: Mapping[str, Probe]
) -> None:
    """The next run finds a new loop."""

    async def wait(setting: Setting) -> object:
        return await asyncio.get_running_loop().create_future()

    waiting = replace(probes["careless"], run=wait)  # type: ignore[type-var]  # a dataclass
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careless"])
        _, outcome = bench.run_changed(waiting, recording, SCALED)
        assert isinstance(outcome.error, DeadlockError)
        assert bench.run(probes["careless"], recording).error is None


def test_running_on_while_no_time_passes_ends_the_run_and_not_the_bench(
    project: Project, probes: Mapping[str, Probe], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run finds a new loop."""
    monkeypatch.setattr(virtual_loop, "TURNS_MAX", 2000)

    async def spin(setting: Setting) -> object:
        while True:  # noqa: ASYNC110  # it spins on purpose
            await asyncio.sleep(0)

    spinning = replace(probes["careless"], run=spin)  # type: ignore[type-var]  # a dataclass
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careless"])
        _, outcome = bench.run_changed(spinning, recording, SCALED)
        assert isinstance(outcome.error, LivelockError)
        assert bench.run(probes["careless"], recording).error is None


def test_tasks_that_a_run_leaves_behind_are_ended(project: Project, probes: Mapping[str, Probe]) -> None:
    """They would live on in the next one."""
    ended: list[str] = []

    async def leave(setting: Setting) -> object:
        async def background() -> None:
            try:
                await setting.clock.sleep(1e9)
            finally:
                ended.append("ended")

        leave.task = asyncio.ensure_future(background())  # type: ignore[attr-defined]  # kept alive
        await asyncio.sleep(0)
        return None

    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careless"])
        bench.run(replace(probes["careless"], run=leave), recording)  # type: ignore[type-var]  # a dataclass
    assert ended == ["ended"]


def test_a_change_knows_the_schema_of_its_field(project: Project, probes: Mapping[str, Probe]) -> None:
    """A path alone would tell nothing."""
    drift = drift_of(Recording(project, "shop", probes["careless"]), SCALED)
    assert isinstance(drift, FieldDrift)
    assert drift.field.schema == {"type": ["number"]}


def test_the_process_is_guarded_while_a_bench_is_open_and_put_back_afterwards() -> None:
    """Clock, garbage and what httpx remembers."""
    names, collecting = vars(_urls), gc.isenabled()
    parse = names["urlparse"]
    with open_bench() as bench:
        assert bench.now() == EPOCH
        assert not gc.isenabled()
        assert httpx.URL("https://a.test/b").path == "/b"
        assert names["urlparse"] is not parse
    assert (names["urlparse"], gc.isenabled()) == (parse, collecting)
    assert time.time() > EPOCH - 1e9


def test_quoted_texts_are_remembered_and_what_cannot_be_is_quoted_all_the_same() -> None:
    """Signatures quote the same few texts in every run; a bytearray has no hash."""
    before = urllib.parse.quote_from_bytes
    with open_bench():
        assert urllib.parse.quote_from_bytes is not before
        assert urllib.parse.quote("a b/ü", safe="") == "a%20b%2F%C3%BC"
        assert urllib.parse.quote_from_bytes(bytearray(b"a b")) == "a%20b"
        with pytest.raises(TypeError):
            urllib.parse.quote_from_bytes("text")  # type: ignore[arg-type]  # what a caller may get wrong
    assert urllib.parse.quote_from_bytes is before


@pytest.mark.parametrize("times", [1, 3])
def test_runs_do_not_influence_each_other(project: Project, probes: Mapping[str, Probe], times: int) -> None:
    """The same change gives the same output, whatever ran before."""
    with open_bench() as bench:
        recording = Recording(project, "shop", probes["careless"])
        found = {bench.run_changed(probes["careless"], recording, SCALED)[1].sinks for _ in range(times)}
    assert len(found) == 1
