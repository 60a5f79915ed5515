"""``windtunnel proxy``."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.processes import is_running

from ..proxy.servers import LOOPBACK, environment, our_command
from ..proxy.upstreams import connected, echo, eventually, receive, upstream
from .calling import call_here

Running = tuple[dict[str, Any], subprocess.Popen[str]]


def run(*arguments: str) -> Running:
    """Start the command and return what it says when it is ready."""
    process = subprocess.Popen(
        our_command("--port", "0", "--json", *arguments),
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return json.loads(process.stdout.readline()), process


def finish(process: subprocess.Popen[str]) -> None:
    """Make sure that a process is gone."""
    process.kill()
    process.wait(20)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Running, int]]:
    """The command with a configuration that has one proxy with a toxic."""
    with upstream(echo) as port:
        config = tmp_path / "toxiproxy.json"
        proxy = {
            "name": "db",
            "listen": "127.0.0.1:0",
            "upstream": f"{LOOPBACK}:{port}",
            "toxics": [{"type": "limit_data", "attributes": {"bytes": 3}}],
        }
        config.write_text(json.dumps([proxy, {"name": "off", "upstream": "localhost:9", "enabled": False}]))
        running = run("--config", str(config))
        yield running, port
        finish(running[1])


def test_a_configuration_is_served_and_sigterm_ends_it(served: tuple[Running, int]) -> None:
    """Toxics included; the control API is where it says; a clean end with exit code 0 frees the ports."""
    (said, process), _ = served
    host, _, port = said["proxies"]["db"]["listen"].rpartition(":")
    with connected((host, int(port))) as client:
        client.sendall(b"hello")
        assert receive(client, 5) == b"hel"
    assert said["proxies"]["off"]["enabled"] is False
    assert httpx.get(f"{said['url']}/proxies", trust_env=False).json() == said["proxies"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), 5)


def test_it_ends_when_its_owner_does() -> None:
    """``--exit-with-stdin``: an owner that is killed outright closes the pipe, and nothing is left behind."""
    said, process = run("--exit-with-stdin")
    assert httpx.get(f"{said['url']}/version", trust_env=False).status_code == 200
    assert process.poll() is None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(20) == 0
    finish(process)


def test_an_owner_that_is_killed_takes_the_proxy_along(tmp_path: Path) -> None:
    """SIGKILL of the process that started it."""
    owner_code = (
        "import json, subprocess, sys, time\n"
        "command = json.loads(sys.argv[1])\n"
        "proxy = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)\n"
        "print(proxy.pid, proxy.stdout.readline(), flush=True)\n"
        "proxy.wait()\n"
    )
    command = our_command("--port", "0", "--json", "--exit-with-stdin")
    owner = subprocess.Popen(
        [command[0], "-c", owner_code, json.dumps(command)], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    pid, _, said = owner.stdout.readline().partition(" ")
    port = json.loads(said)["port"]
    owner.kill()
    owner.wait(20)
    owner.stdout.close()
    eventually(lambda: not is_running(int(pid)))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, port), 5)


def test_a_killed_controller_leaves_no_fault_past_its_lease() -> None:
    """The proxy goes on without the one who asked for the fault, and heals itself."""
    said, process = run()
    with upstream(echo) as port, httpx.Client(base_url=said["url"], trust_env=False) as api:
        made = api.post("/proxies", json={"name": "db", "upstream": f"{LOOPBACK}:{port}", "listen": "127.0.0.1:0"})
        host, _, listening = made.json()["listen"].rpartition(":")
        fault = {"type": "timeout", "ttl_seconds": 0.5}
        controller_code = (
            "import sys, urllib.request\n"
            "urllib.request.urlopen(urllib.request.Request(sys.argv[1], sys.argv[2].encode()))\n"
            "input()\n"
        )
        controller = subprocess.Popen(
            [our_command()[0], "-c", controller_code, f"{said['url']}/proxies/db/toxics", json.dumps(fault)],
            stdin=subprocess.PIPE,
        )
        eventually(lambda: len(api.get("/proxies/db/toxics").json()) == 1)
        controller.kill()
        controller.communicate()
        eventually(lambda: api.get("/proxies/db/toxics").json() == [])
        with connected((host, int(listening))) as client:
            client.sendall(b"hello")
            assert receive(client, 5) == b"hello"
    finish(process)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "toxiproxy.json: cannot be read"),
        ("", "toxiproxy.json: bad request body: EOF"),
        ("{}", "toxiproxy.json: bad request body: an array of proxies is expected"),
        ('[{"name": "a"}]', "toxiproxy.json: missing required field: upstream at proxy 1"),
        (
            '[{"name": "a", "upstream": "x:1", "toxics": [{"type": "latncy"}]}]',
            "toxiproxy.json: toxics of proxy 1 (a): invalid toxic type",
        ),
        ('[{"name": "a", "upstream": "x:1", "listen": "x"}]', "toxiproxy.json: listen tcp: address x: missing port"),
    ],
)
def test_a_bad_configuration_is_one_clear_message_and_exit_code_2(
    tmp_path: Path, content: str | None, message: str
) -> None:
    """It names the file and the place; no traceback."""
    file = tmp_path / "toxiproxy.json"
    if content is not None:
        file.write_text(content)
    called = call_here("proxy", "--port", "0", "--config", str(file))
    assert (called.code, called.out) == (2, "")
    assert message in called.err


def test_standard_input_must_be_something_that_closes() -> None:
    """A null device never does in a way that could be noticed."""
    command = our_command("--port", "0", "--exit-with-stdin")
    done = subprocess.run(
        command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "windtunnel: --exit-with-stdin: standard input is not a pipe that its owner holds open\n"


def test_a_closed_standard_input_is_no_harm() -> None:
    """As a daemon may be started."""
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *our_command("--port", "0", "--json")]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert httpx.get(f"{json.loads(process.stdout.readline())['url']}/version", trust_env=False).status_code == 200
    process.terminate()
    assert process.wait(20) == 0
    finish(process)


def test_the_version_says_what_it_stands_in_for() -> None:
    """With the flag as Go writes it."""
    done = subprocess.run(our_command("-version"), env=environment(), capture_output=True, text=True, check=True)
    assert "in place of toxiproxy-server version 2." in done.stdout


def test_a_port_that_is_taken_is_told() -> None:
    """Exit code 2 as well."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        called = call_here("proxy", "-port", str(port))
        assert called.code == 2
        assert f"the control API cannot listen on localhost:{port}" in called.err
