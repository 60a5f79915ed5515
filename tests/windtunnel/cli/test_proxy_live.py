"""``windtunnel proxy --upstream``, with a vendor's own client and a system that is served on this machine."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from tests.processes import children, is_running
from tests.services import missing
from windtunnel.cli.proxy_live import LiveRequest, serve_live
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.errors import UsageError

from .calling import call_here

ROOT = Path(__file__).resolve().parents[3]
WAIT_SECONDS_MAX = 30.0


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Run a command that tells in JSON where it is, while the block lasts."""
    command = [sys.executable, "-m", "windtunnel", *arguments, "--json", "--project", str(ROOT)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture
def mitmproxy() -> None:
    """Skip, or fail where services are required, without mitmproxy."""
    try:
        find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")


@pytest.mark.real_service
def test_a_vendors_client_meets_faults_and_drift_in_front_of_a_live_system(mitmproxy: None, tmp_path: Path) -> None:
    """In the vendor's own words, by what the faults file says; and a killed proxy leaves no process behind."""
    faults = tmp_path / "faults.yaml"
    drift = {"on": "openai", "operator": "response-property-type-changed", "at": "Model.created", "to": "string"}
    fault = "{on: openai, kind: status, status: 429, retry_after: 7s, for: 60s, count: 1, operations: [listModels]}"
    faults.write_text(f"faults:\n- {fault}\n")
    with running("up", "openai") as (_, directory):
        system = directory["openai"]
        told = ("--upstream", f"openai={system['url']}", "--port", "0", "--faults", str(faults))
        with running("proxy", *told) as (process, said):
            url = said["upstreams"]["openai"]["url"]
            key = system["credentials"]["api_key"]
            transport = httpx.Client(trust_env=False)
            client = openai.OpenAI(
                api_key=key,
                base_url=f"{url}/v1",
                max_retries=0,
                http_client=transport,  # type: ignore[arg-type]  # it takes httpx's, its annotation names httpx2's only
            )
            with pytest.raises(openai.RateLimitError) as limited:
                client.models.list()
            assert limited.value.response.headers["retry-after"] == "7"
            assert isinstance(limited.value.body, dict)
            assert isinstance(client.models.list().data[0].created, int)
            added = httpx.post(f"{said['admin_url']}drift", json={**drift, "for": "60s"}, trust_env=False)
            assert added.status_code == 200, added.text
            assert isinstance(client.models.list().data[0].created, str)
            journal = httpx.get(f"{said['admin_url']}journal", trust_env=False).json()["events"]
            answers = [event["data"]["faults"] for event in journal if event["kind"] == "answer"]
            assert answers[0] == ["status"]
            assert answers[1] == []
            assert len(answers[2]) == 1
            transport.close()
            mitmdump = children(process.pid)
            assert mitmdump
            os.kill(process.pid, signal.SIGKILL)
            latest = time.monotonic() + WAIT_SECONDS_MAX
            while any(is_running(each) for each in mitmdump):
                assert time.monotonic() < latest, "mitmproxy outlived its owner"
                time.sleep(0.02)


@pytest.mark.parametrize(
    ("upstreams", "message"),
    [
        (("desk=https://api.example.com",), "say --allow-host api.example.com"),
        (("desk",), "--upstream: 'desk' is not NAME=URL"),
        (("a=http://localhost:1", "a=http://localhost:2"), "two upstreams have the name a"),
        (("a=http://localhost:1", "b=http://localhost:1"), "two upstreams have the url http://localhost:1"),
    ],
)
def test_a_mistake_in_an_upstream_is_refused(upstreams: tuple[str, ...], message: str) -> None:
    """Before anything is served."""
    with pytest.raises(UsageError, match=message):
        serve_live(LiveRequest("localhost", 0, upstreams), exit_with_stdin=False, as_json=True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "faults:\n- {on: a, kind: reset, for: 5s}\n- {on: a, kind: reset}\n",
            r"faults\[1\]: reset on a would never end",
        ),
        ("- {on: a, kind: reset}\n", "a mapping with faults and drift is expected"),
    ],
)
def test_a_mistake_in_the_faults_names_file_and_place(tmp_path: Path, content: str, message: str) -> None:
    """Before anything is served."""
    faults = tmp_path / "faults.yaml"
    faults.write_text(content)
    request = LiveRequest("localhost", 0, ("a=http://localhost:1",), faults=faults)
    with pytest.raises(UsageError, match=f"{faults}: {message}"):
        serve_live(request, exit_with_stdin=False, as_json=True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--upstream", "a=http://localhost:1", "--config", "x.json"], "--config: goes without --upstream"),
        (["--faults", "x.yaml"], "--faults: goes with --upstream"),
    ],
)
def test_options_of_one_kind_of_proxy_are_refused_by_the_other(arguments: list[str], message: str) -> None:
    """An option that would do nothing is an error."""
    done = call_here("proxy", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
