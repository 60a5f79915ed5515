"""What ``windtunnel record`` does: traffic from a proxy or a HAR file, into a contract with recordings."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windtunnel.content.project import is_project
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.errors import FileError, UsageError
from windtunnel.record.errors import NothingRecorded, UpstreamUnreachable
from windtunnel.record.exchange import Exchange
from windtunnel.record.har import read_har
from windtunnel.record.keeping import Kept, Recorder, Wanted
from windtunnel.record.live import Tap
from windtunnel.record.upstream import Upstream, parse_upstream


@dataclass(frozen=True)
class Options:
    """Where traffic comes from, and where the contract goes."""

    wanted: Wanted
    from_har: Path | None
    seconds: float | None
    listen: int
    upstream_ca: Path | None
    as_json: bool


def run(options: Options) -> int:
    """Record, write, print, and return 0, or 1 where the traffic contradicts the contract.

    Raises:
        UsageError: an option is wrong, the upstream does not answer, or mitmproxy is missing.
        FileError: the HAR file or the contract is malformed.
        NothingRecorded: no traffic with the upstream was seen.
    """
    if options.from_har is None and not options.wanted.upstream:
        raise UsageError("say what to record: --upstream URL, or --from-har FILE")
    with asyncio.Runner() as runner:
        kept = runner.run(_live(options) if options.from_har is None else _from_har(options, options.from_har))
    _report(kept, options.as_json)
    return 1 if kept.conflicts else 0


def project_around(here: Path) -> Path:
    """Return the project that a folder lies in; the folder itself where there is none."""
    return next((folder for folder in (here, *here.parents) if is_project(folder)), here)


async def _from_har(options: Options, file: Path) -> Kept:
    exchanges = read_har(file).exchanges
    origin = _origin(options, file, exchanges)
    clock = LoopClock.live(asyncio.get_running_loop())
    recorder = Recorder(dataclasses.replace(options.wanted, upstream=origin), clock.now())
    for exchange in exchanges:
        if exchange.origin == origin:
            recorder.take(exchange)
    return recorder.keep()


def _origin(options: Options, file: Path, exchanges: Sequence[Exchange]) -> str:
    """Return the upstream of a HAR file: the one that was named, or the only one that it has."""
    if options.wanted.upstream:
        return parse_upstream(options.wanted.upstream).origin
    counts = Counter(each.origin for each in exchanges)
    if not counts:
        raise NothingRecorded(f"{file}: no answered requests; nothing was written")
    if len(counts) > 1:
        listed = ", ".join(f"{origin} ({count})" for origin, count in counts.most_common(5))
        raise FileError(f"traffic with several systems; choose one with --upstream: {listed}", file=file)
    return next(iter(counts))


async def _live(options: Options) -> Kept:
    upstream = parse_upstream(options.wanted.upstream)
    if options.upstream_ca is not None and not options.upstream_ca.is_file():
        raise FileError("no such file", file=options.upstream_ca, place="--upstream-ca")
    clock = LoopClock.live(asyncio.get_running_loop())
    recorder = Recorder(dataclasses.replace(options.wanted, upstream=upstream.origin), clock.now())
    program = find_mitmdump(os.environ, options.wanted.root)
    await upstream.probe()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    with tempfile.TemporaryDirectory(prefix="windtunnel-") as folder:
        taken = _taker(recorder, stopped)
        tap = Tap(program, Path(folder), upstream, taken, clock.now, options.upstream_ca)
        try:
            await tap.start(options.listen)
            _announce(options, upstream, tap)
            await _until(options.seconds, stopped.wait(), tap.ended())
        finally:
            await tap.stop()
    return _ended(recorder, tap)


async def _until(seconds: float | None, *ends: Coroutine[Any, Any, object]) -> None:
    """Return after ``seconds``, or as soon as one of ``ends`` has come."""
    waiting = [asyncio.ensure_future(each) for each in ends]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()


def _taker(recorder: Recorder, stopped: asyncio.Event) -> Callable[[Exchange], None]:
    """Return what takes exchanges until the recording is full, which ends it."""

    def take(exchange: Exchange) -> None:
        if recorder.is_full:
            stopped.set()
        else:
            recorder.take(exchange)

    return take


def _ended(recorder: Recorder, tap: Tap) -> Kept:

    if not recorder.count and tap.failures:
        hint = "; name its CA file with --upstream-ca" if "certificate" in tap.failures[-1].lower() else ""
        raise UpstreamUnreachable(f"no request was answered: {tap.failures[-1]}{hint}", place="--upstream")
    if recorder.is_full:
        print("windtunnel: the recording was full and ended early", file=sys.stderr)
    for host, count in sorted(Counter(tap.refused).items()):
        print(f"windtunnel: {count} requests for {host} were refused; it is not the upstream", file=sys.stderr)
    return recorder.keep()


def _announce(options: Options, upstream: Upstream, tap: Tap) -> None:
    told = {"url": tap.url, "proxy_url": tap.proxy_url, "ca_file": str(tap.ca_file), "upstream": upstream.origin}
    if options.as_json:
        print(json.dumps({"event": "ready", **told}), flush=True)
        return
    print(f"recording {upstream.origin} as {options.wanted.system}")
    print(f"  base URL for the client   {told['url']}")
    print(f"  or, for a fixed host      HTTPS_PROXY={told['proxy_url']} SSL_CERT_FILE={told['ca_file']}")
    until = f"for {options.seconds:g} s" if options.seconds else "until Ctrl-C"
    print(f"  {until}; nothing but {upstream.origin} is contacted", flush=True)


def _report(kept: Kept, as_json: bool) -> None:
    if as_json:
        told = dataclasses.asdict(kept)
        for name in ("recording", "contract", "simulator"):
            told[name] = str(told[name]) if told[name] is not None else None
        print(json.dumps({"event": "recorded", **told}), flush=True)
        return
    print(f"{kept.exchanges} exchanges, {len(kept.operations)} operations")
    for call, count in kept.operations.items():
        print(f"  {count:>6}  {call}")
    redacted = ", ".join(f"{count} {kind}" for kind, count in kept.redacted.items()) or "nothing"
    print(f"redacted    {redacted}")
    print(f"recording   {kept.recording} (fresh until {kept.expires})")
    print(f"contract    {kept.contract}")
    if kept.simulator is not None:
        print(f"simulator   {kept.simulator}")
    for each in kept.conflicts:
        print(f"CONFLICT [{each.code}] {each.operation} {each.place}: {each.message} ({each.count} times)")
