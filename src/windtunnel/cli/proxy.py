"""``windtunnel proxy``: the fault proxies on their own, in place of ``toxiproxy-server``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import asyncio

    from windtunnel.proxy import Service, Settings

API_PORT = 8474
READ_BYTES = 4096


def _show_version(wanted: bool) -> None:
    if wanted:
        import windtunnel
        from windtunnel.proxy import API_VERSION

        typer.echo(f"windtunnel {windtunnel.__version__}, in place of toxiproxy-server version {API_VERSION}")
        raise typer.Exit


UpstreamOption = Annotated[
    list[str] | None,
    typer.Option(
        help="NAME=URL of a live system to put HTTP faults and drift in front of, with mitmproxy; repeatable."
    ),
]
FaultsOption = Annotated[
    Path | None, typer.Option(help="YAML or JSON file with the faults and drift in front of upstreams.")
]
AllowHostOption = Annotated[
    list[str] | None, typer.Option(help="Host of an upstream that is not on this machine; repeatable.")
]
UpstreamCaOption = Annotated[Path | None, typer.Option(help="Certificate authority of the upstreams.")]
ProjectOption = Annotated[
    Path | None, typer.Option(help="Project in which upstreams of a known name have their contracts.")
]


def proxy(
    host: Annotated[str, typer.Option("--host", "-host", help="Where the control API listens.")] = "localhost",
    port: Annotated[
        int, typer.Option("--port", "-port", min=0, max=65535, help="Port of the control API; 0 for any free one.")
    ] = API_PORT,
    config: Annotated[
        Path | None, typer.Option("--config", "-config", help="JSON file with proxies to make at the start.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", "-seed", help="Seed of everything that chance decides.")] = 1,
    fault_ttl: Annotated[
        float | None,
        typer.Option(min=0.001, help="Seconds after which a fault ends by itself, unless it says otherwise."),
    ] = None,
    proxy_metrics: Annotated[
        bool, typer.Option("--proxy-metrics", "-proxy-metrics", help="Count bytes under /metrics.")
    ] = False,
    runtime_metrics: Annotated[
        bool, typer.Option("--runtime-metrics", "-runtime-metrics", help="Show this process under /metrics.")
    ] = False,
    upstream: UpstreamOption = None,
    faults: FaultsOption = None,
    allow_host: AllowHostOption = None,
    upstream_ca: UpstreamCaOption = None,
    project: ProjectOption = None,
    exit_with_stdin: Annotated[
        bool, typer.Option("--exit-with-stdin", help="Stop when standard input closes, as it does when its owner dies.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object on one line once everything is ready.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", "-version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Serve fault proxies: over TCP, driven by the HTTP API of Toxiproxy, or over HTTP in front of live systems."""
    from windtunnel.proxy import MetricsWanted, Settings

    from .proxy_live import LiveRequest, serve_live

    of_tcp = {"--config": config, "--proxy-metrics": proxy_metrics, "--runtime-metrics": runtime_metrics}
    of_http = {"--faults": faults, "--allow-host": allow_host, "--upstream-ca": upstream_ca, "--project": project}
    _refuse(of_tcp if upstream else of_http, "goes without --upstream" if upstream else "goes with --upstream")
    if upstream:
        declared, allowed = tuple(upstream), tuple(allow_host or ())
        request = LiveRequest(host, port, declared, allowed, upstream_ca, faults, fault_ttl, seed, project)
        serve_live(request, exit_with_stdin=exit_with_stdin, as_json=as_json)
        return
    settings = Settings(host, port, config, seed, fault_ttl, MetricsWanted(proxy_metrics, runtime_metrics))
    serve(settings, exit_with_stdin=exit_with_stdin, as_json=as_json)


def _refuse(options: dict[str, Any], reason: str) -> None:
    from windtunnel.kernel.errors import UsageError

    for option, given in options.items():
        if given:
            raise UsageError(reason, place=option)


def serve(settings: Settings, *, exit_with_stdin: bool, as_json: bool) -> None:
    """Serve until SIGTERM or SIGINT, or until standard input closes.

    Raises:
        UsageError: the port is taken or the configuration is wrong.
    """
    import asyncio

    open_standard_descriptors()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(settings, exit_with_stdin=exit_with_stdin, as_json=as_json))


def until_stopped(*, exit_with_stdin: bool) -> asyncio.Event:
    """Return what is set by SIGTERM and SIGINT, and by the end of standard input where that is asked for.

    Raises:
        UsageError: standard input is nothing that somebody could close.
    """
    import asyncio
    import signal

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if exit_with_stdin:
        _watch_stdin(loop, stopped)
    return stopped


async def _serve(settings: Settings, *, exit_with_stdin: bool, as_json: bool) -> None:
    import gc

    from windtunnel.proxy import running

    stopped = until_stopped(exit_with_stdin=exit_with_stdin)
    async with running(settings) as service:
        gc.collect()
        gc.freeze()
        _announce(service, as_json)
        await stopped.wait()


def open_standard_descriptors() -> None:
    """Put the null device where a standard descriptor is closed: libuv aborts when one of its own takes the number."""
    import os

    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _watch_stdin(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    """Set ``stopped`` when standard input closes.

    Raises:
        UsageError: standard input is nothing that somebody could close.
    """
    import os
    import stat
    import sys

    from windtunnel.kernel.errors import UsageError

    if sys.stdin is None or not (
        stat.S_ISFIFO(mode := os.fstat(0).st_mode) or stat.S_ISSOCK(mode) or sys.stdin.isatty()
    ):
        raise UsageError("standard input is not a pipe that its owner holds open", place="--exit-with-stdin")

    def read() -> None:
        if not os.read(0, READ_BYTES):
            loop.remove_reader(0)
            stopped.set()

    loop.add_reader(0, read)


def _loop_factory() -> Any:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _announce(service: Service, as_json: bool) -> None:
    import json

    proxies = {name: entry.show() for name, entry in service.registry.proxies().items()}
    if as_json:
        print(json.dumps({"url": service.url, "port": service.address.port, "proxies": proxies}), flush=True)
        return
    print(f"control API  {service.url}", flush=True)
    for name, shown in proxies.items():
        print(f"{name:<12} {shown['listen']} -> {shown['upstream']}", flush=True)
