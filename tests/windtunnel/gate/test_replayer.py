"""Runs over recordings."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from windtunnel.content.project import Project
from windtunnel.gate.bench import open_bench
from windtunnel.gate.probes import Probe, Setting
from windtunnel.gate.recording import Recording
from windtunnel.gate.replayer import GoesOnForever, Outcome, RunClock, WholeAnswer
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.errors import UsageError
from windtunnel.world.virtual_loop import run_virtual


@dataclass(frozen=True)
class Given:
    """A probe that does what a test says."""

    run: Any
    name: str = "given"
    errors: tuple[type[Exception], ...] = (ValueError,)
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: tuple[Mapping[str, Any], ...] = ()
    effects: tuple[str, ...] = ("orders",)


def outcome(project: Project, run: Any) -> Outcome:
    """Return what becomes of a run."""
    probe = Given(run)
    with open_bench() as bench:
        return bench.run(probe, Recording(project, "shop", probe))


def test_a_run_writes_what_it_returns_and_what_it_changed(project: Project, probes: Mapping[str, Probe]) -> None:
    """Both count as output."""
    with open_bench() as bench:
        found = bench.run(probes["careful"], Recording(project, "shop", probes["careful"]))
    sinks = json.loads(found.sinks)
    assert sinks["written"] == {"customer": "Ann", "total": 12.5}
    assert [effect[:2] for effect in sinks["effects"]] == [["orders", "created"]]
    assert [step.operation for step in found.steps] == ["createOrder", "readOrder"]


def test_an_error_is_kept_with_what_was_written_before(project: Project) -> None:
    """A half-done job is judged by its effects."""

    async def run(setting: Setting) -> object:
        body = b'{"customer": "Ann", "total": 1.0, "lines": []}'
        headers = {"content-type": "application/json"}
        url = setting.environment["ERP_URL"] + "/orders"
        request = httpx.Request("POST", url, content=body, headers=headers)
        await setting.transport.handle_async_request(request)
        raise ValueError("after all")

    found = outcome(project, run)
    assert isinstance(found.error, ValueError)
    assert len(json.loads(found.sinks)["effects"]) == 1


def test_a_run_that_asks_without_end_is_ended(project: Project) -> None:
    """No ``except Exception`` of the code under test keeps it alive."""

    async def run(setting: Setting) -> object:
        while True:
            try:
                request = httpx.Request("GET", setting.environment["ERP_URL"] + "/orders/1")
                await setting.transport.handle_async_request(request)
            except Exception:  # noqa: BLE001  # as careless code does
                continue

    assert isinstance(outcome(project, run).error, GoesOnForever)


def test_another_host_cannot_be_reached(project: Project) -> None:
    """The run knows one system."""

    async def run(setting: Setting) -> object:
        return await setting.transport.handle_async_request(httpx.Request("GET", "https://elsewhere.test/"))

    assert isinstance(outcome(project, run).error, httpx.ConnectError)


def test_what_cannot_be_written_as_json_is_a_fault_of_the_probe(project: Project) -> None:
    """The message names the probe."""

    async def run(setting: Setting) -> object:
        return object()

    with pytest.raises(UsageError, match="given"):
        outcome(project, run)


def _answer(body: bytes, *headers: tuple[bytes, bytes]) -> WholeAnswer:
    answer = WholeAnswer(200, headers=headers, stream=httpx.ByteStream(body))
    answer.whole = None if headers else body
    return answer


def test_a_whole_answer_is_read_as_httpx_reads_one() -> None:
    """At once or in parts, compressed or not; it is closed afterwards and cannot be streamed again."""

    async def read() -> None:
        answer = _answer(b"abc")
        with pytest.raises(httpx.ResponseNotRead):
            answer.content  # noqa: B018  # reading is what is tried
        assert await answer.aread() == answer.content == b"abc"
        assert (answer.is_closed, answer.is_stream_consumed, answer.num_bytes_downloaded) == (True, True, 3)
        with pytest.raises(httpx.StreamConsumed):
            _ = [part async for part in answer.aiter_raw()]
        assert await _answer(gzip.compress(b"abc"), (b"content-encoding", b"gzip")).aread() == b"abc"
        assert [line async for line in _answer(b"a\nb").aiter_lines()] == ["a", "b"]
        closed = _answer(b"abc")
        await closed.aclose()
        with pytest.raises(httpx.StreamClosed):
            await closed.aread()

    asyncio.run(read())


def test_every_run_begins_at_the_same_time() -> None:
    """However long the loop has been running."""

    async def main() -> list[float]:
        times = []
        for _ in range(2):
            clock = RunClock(asyncio.get_running_loop())
            times.append(clock.now())
            await clock.sleep(7.5)
            times.append(clock.now())
        return times

    assert run_virtual(main()) == [EPOCH, EPOCH + 7.5, EPOCH, EPOCH + 7.5]


def test_timers_of_a_run_follow_its_clock() -> None:
    """A callback comes when the clock shows its time."""

    async def main() -> list[float]:
        clock, rung = RunClock(asyncio.get_running_loop()), []
        clock.call_at(EPOCH + 3, lambda: rung.append(clock.now()))
        await clock.sleep(4)
        return rung

    assert run_virtual(main()) == [EPOCH + 3]
