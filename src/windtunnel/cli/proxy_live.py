"""``windtunnel proxy --upstream``: HTTP faults and drift in front of live systems."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from windtunnel.contract import yaml12
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.intercept.live import LiveProxy, Upstream, read_upstream
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.errors import FileError, UsageError
from windtunnel.serve.live import LiveSystems
from windtunnel.serve.live_control import LiveControl, control_application
from windtunnel.world.edge import CONTROL_PREFIX
from windtunnel.world.server import Server, bind

from .projects import open_project
from .proxy import open_standard_descriptors, until_stopped

LOOPBACK_NAMES = {"localhost": "127.0.0.1"}


@dataclass(frozen=True)
class LiveRequest:
    """What was asked for on the command line; see there."""

    host: str
    port: int
    upstreams: tuple[str, ...]
    allowed_hosts: tuple[str, ...] = ()
    upstream_ca: Path | None = None
    faults: Path | None = None
    fault_ttl: float | None = None
    seed: int = 1
    project: Path | None = None


def serve_live(request: LiveRequest, *, exit_with_stdin: bool, as_json: bool) -> None:
    """Serve until SIGTERM or SIGINT, or until standard input closes.

    Raises:
        UsageError: an upstream, a fault or the port is wrong, or mitmproxy is missing.
    """
    open_standard_descriptors()
    upstreams = _read_upstreams(request)
    with tempfile.TemporaryDirectory(prefix="windtunnel-") as folder:
        asyncio.run(_serve(request, upstreams, Path(folder), exit_with_stdin=exit_with_stdin, as_json=as_json))


async def _serve(
    request: LiveRequest, upstreams: Sequence[Upstream], folder: Path, *, exit_with_stdin: bool, as_json: bool
) -> None:
    stopped = until_stopped(exit_with_stdin=exit_with_stdin)
    clock = LoopClock.live(asyncio.get_running_loop())
    names = [each.name for each in upstreams]
    project = open_project(request.project)
    live = LiveSystems(names, project, clock, seed=request.seed, ttl_seconds=request.fault_ttl)
    _put_in(live, request.faults)
    program = find_mitmdump(os.environ, project.roots[0])
    proxy = LiveProxy(program, folder, upstreams, live.decide, live.take_note, request.upstream_ca)
    application = control_application(LiveControl(live), clock)
    control = Server(application, bind(request.port, LOOPBACK_NAMES.get(request.host, request.host)))
    async with contextlib.AsyncExitStack() as stack:
        await control.start()
        stack.push_async_callback(control.stop)
        await proxy.start()
        stack.push_async_callback(proxy.stop)
        _announce(control, proxy, upstreams, as_json=as_json)
        await stopped.wait()


def _read_upstreams(request: LiveRequest) -> list[Upstream]:
    upstreams = [read_upstream(text, request.allowed_hosts) for text in request.upstreams]
    for what in ("name", "url"):
        values = [getattr(each, what) for each in upstreams]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise UsageError(f"two upstreams have the {what} {twice}", place="--upstream")
    return upstreams


def _put_in(live: LiveSystems, file: Path | None) -> None:
    if file is None:
        return
    content = yaml12.read(file)
    if not isinstance(content, Mapping):
        raise FileError("a mapping with faults and drift is expected", file=file)
    try:
        live.put_in(content)
    except UsageError as error:
        raise FileError(error.message, file=file, place=error.place) from error


def _announce(control: Server, proxy: LiveProxy, upstreams: Sequence[Upstream], *, as_json: bool) -> None:
    told = {each.name: {"url": proxy.url_of(each), "upstream": each.url} for each in upstreams}
    admin_url = control.url + CONTROL_PREFIX
    if as_json:
        shown = {"admin_url": admin_url, "upstreams": told, "proxy_url": proxy.url, "ca_file": str(proxy.ca_file)}
        print(json.dumps(shown), flush=True)
        return
    print(f"control API  {admin_url}\nHTTPS_PROXY={proxy.url}\nSSL_CERT_FILE={proxy.ca_file}", flush=True)
    for name, ways in told.items():
        print(f"{name:<12} {ways['url']} -> {ways['upstream']}", flush=True)
