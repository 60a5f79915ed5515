"""``windtunnel up``: serve simulators until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windtunnel.contract import yaml12
from windtunnel.intercept import Interception
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.controlled_clock import ClockMode
from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError
from windtunnel.serve.stand import Stand

from .projects import open_project


@dataclass(frozen=True)
class UpRequest:
    """What was asked for on the command line."""

    systems: tuple[str, ...]
    as_json: bool
    ports: tuple[str, ...]
    seed: int
    clock: str
    latency: bool
    intercept: bool
    seed_data: Path | None
    ca_folder: Path | None
    project: Path | None


def serve(request: UpRequest) -> int:
    """Serve until SIGTERM or SIGINT, then stop cleanly and return 0.

    Raises:
        UsageError: a system, port, clock mode or seed file is wrong.
    """
    mode = _mode(request.clock)
    ports = _ports(request.ports)
    with contextlib.ExitStack() as stack:
        folder = request.ca_folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="windtunnel-")))
        runner = stack.enter_context(asyncio.Runner(loop_factory=_loop_factory()))
        runner.run(_serve(request, mode, ports, folder))
    return 0


async def _serve(request: UpRequest, mode: ClockMode, ports: Mapping[str, int], folder: Path) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    stand = Stand(
        open_project(request.project),
        seed=request.seed,
        folder=folder,
        epoch=time.time(),
        mode=mode,
        latency=request.latency,
    )
    interception: Interception | None = None
    try:
        await stand.serve(request.systems, ports)
        _check_ports(ports, stand)
        _seed(stand, request.seed_data)
        interception = await _intercept(stand, request, folder) if request.intercept else None
        gc.collect()
        gc.freeze()
        _announce(stand, interception, request.as_json)
        await stopped.wait()
    finally:
        if interception is not None:
            await interception.stop()
        await stand.stop()


def _loop_factory() -> Any:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _mode(text: str) -> ClockMode:
    try:
        return ClockMode(text)
    except ValueError:
        raise UnknownNameError("clock mode", text, [mode.value for mode in ClockMode]) from None


def _ports(texts: tuple[str, ...]) -> dict[str, int]:
    ports = {}
    for text in texts:
        name, equals, number = text.partition("=")
        if not equals or not number.isdigit() or int(number) > 65535:
            raise UsageError(f"{text!r} is not SYSTEM=PORT", place="--port")
        ports[name] = int(number)
    return ports


def _check_ports(ports: Mapping[str, int], stand: Stand) -> None:
    """Refuse a port for what is not served: its client would look for it in vain."""
    for name in ports:
        if name not in stand.systems:
            raise UnknownNameError("system", name, stand.systems, place="--port")


def _seed(stand: Stand, file: Path | None) -> None:
    if file is None:
        return
    data = yaml12.read(file)
    if not isinstance(data, Mapping):
        raise FileError("seed data is a mapping of system to collections", file=file)
    for name, collections in data.items():
        if name not in stand.systems:
            raise UnknownNameError("system", str(name), stand.systems, file=file)
        for collection, records in collections.items():
            if not isinstance(records, Mapping):
                raise FileError("records are a mapping of id to record", file=file, place=f"{name}.{collection}")
            for record_id, record in records.items():
                stand.systems[name].store[collection].put(str(record_id), record)


async def _intercept(stand: Stand, request: UpRequest, folder: Path) -> Interception:
    """Start the proxy that brings the vendors' own hosts to the simulators."""
    program = find_mitmdump(os.environ, request.project or Path.cwd())
    interception = Interception(program, folder / "intercept", stand.routes(), stand.ca_file)
    await interception.start()
    return interception


def _announce(stand: Stand, interception: Interception | None, as_json: bool) -> None:
    directory = stand.directory()
    if interception is not None:
        hosts = [route.pattern for route in stand.routes()]
        told = {"proxy_url": interception.url, "ca_file": str(interception.ca_file), "hosts": hosts}
        if as_json:
            directory["intercept"] = told
        else:
            print(f"HTTPS_PROXY={told['proxy_url']}\nSSL_CERT_FILE={told['ca_file']}\n  for {', '.join(hosts)}")
    if as_json:
        print(json.dumps(directory), flush=True)
        return
    for name, entry in directory.items():
        print(f"{name}\n  url      {entry['url']}\n  tls_url  {entry['tls_url']}\n  ca_file  {entry['ca_file']}")
        for credential, value in entry["credentials"].items():
            print(f"  {credential:<8} {value}")
    sys.stdout.flush()
