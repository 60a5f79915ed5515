"""The whole fault proxy."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
import pytest

from windtunnel.kernel.errors import FileError, UsageError
from windtunnel.proxy import MetricsWanted, Settings, running

from .looping import LOOPS, run


@pytest.mark.parametrize("loop", LOOPS)
def test_it_runs_inside_a_loop_and_leaves_nothing_behind(tmp_path: Path, loop: str) -> None:
    """With its configuration; a socket left open would fail this test."""
    config = tmp_path / "toxiproxy.json"
    config.write_text(json.dumps([{"name": "db", "upstream": "x:1", "listen": "127.0.0.1:0"}]))
    settings = Settings(port=0, config=config, metrics=MetricsWanted(proxies=True))

    async def scenario() -> tuple[str, int]:
        async with running(settings) as service, httpx.AsyncClient(base_url=service.url, trust_env=False) as api:
            shown = (await api.get("/proxies")).json()
            assert shown == {"db": service.registry.proxy("db").show()}
            assert (await api.get("/metrics")).status_code == 200
        host, _, port = shown["db"]["listen"].rpartition(":")
        return host, int(port)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(run(scenario(), loop), 5)


def test_a_control_port_that_is_taken_is_a_usage_error() -> None:
    """With the address."""

    async def scenario(port: int) -> None:
        async with running(Settings(port=port)):
            pass

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"the control API cannot listen on localhost:{port}"):
            run(scenario(port))


def test_a_configuration_that_cannot_be_had_names_the_file(tmp_path: Path) -> None:
    """And nothing stays behind."""

    async def scenario(file: Path) -> None:
        async with running(Settings(port=0, config=file)):
            pass

    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        config = tmp_path / "toxiproxy.json"
        config.write_text(json.dumps([{"name": "db", "upstream": "x:1", "listen": listen}]))
        with pytest.raises(FileError, match="toxiproxy.json: listen tcp .* already in use"):
            run(scenario(config))
