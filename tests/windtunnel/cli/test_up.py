"""``windtunnel up``."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .calling import ERRAND, ROOT, call_here


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """The errand's desk and room, with one ticket put in."""
    seed_data = tmp_path / "seed.yaml"
    seed_data.write_text('desk: {tickets: {"5": {id: 5, text: hello, opened_at: "2026-01-05T09:00:00Z"}}}')
    command = [sys.executable, "-m", "windtunnel", "up", "desk", "room", "--json", "--seed-data", str(seed_data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, cwd=ERRAND, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline()), process
    process.terminate()
    process.wait(20)
    process.stdout.close()


def test_it_says_how_to_reach_every_system_and_stops_on_sigterm(
    served: tuple[dict[str, Any], subprocess.Popen[str]],
) -> None:
    """Urls, CA, credentials, control API; a clean end with exit code 0."""
    directory, process = served
    assert set(directory) == {"desk", "room"}
    desk = directory["desk"]
    assert set(desk) == {"url", "tls_url", "ca_file", "credentials", "admin_url"}
    token = httpx.post(f"{desk['url']}/oauth/token", json=desk["credentials"]).json()["access_token"]
    answer = httpx.get(f"{desk['url']}/tickets/5", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["text"] == "hello"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_https_is_trusted_with_the_ca_file(served: tuple[dict[str, Any], subprocess.Popen[str]]) -> None:
    """And not without it."""
    desk = served[0]["desk"]
    context = ssl.create_default_context(cafile=desk["ca_file"])
    assert httpx.get(f"{desk['tls_url']}/tickets/5", verify=context).status_code == 401
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{desk['tls_url']}/tickets/5")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("up", "dask"), "unknown system 'dask'; did you mean 'desk'"),
        (("up", "desk", "--port", "desk"), "'desk' is not SYSTEM=PORT"),
        (("up", "desk", "--port", "dask=8080"), "--port: unknown system 'dask'; did you mean 'desk'"),
        (("up", "desk", "--ca-folder", "/proc/nowhere"), "/proc/nowhere/windtunnel-ca.pem: cannot be written"),
        (("up", "desk", "--clock", "stoped"), "unknown clock mode 'stoped'; did you mean 'stepped'"),
        (("up", "desk", "--seed-data", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("up", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    """No traceback."""
    called = call_here(*arguments, cwd=ERRAND)
    assert called.code == 2
    assert message in called.err
