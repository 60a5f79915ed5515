"""The load test, run for a moment against a served simulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_it_drives_the_simulator_without_a_failure() -> None:
    """Two seconds, five users, each of whom opens a ticket at least; the quota is switched off first."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "windtunnel", "up", "zendesk", "--json"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        entry = json.loads(server.stdout.readline())["zendesk"]
        _without_quotas(entry["admin_url"])
        credentials = entry["credentials"]
        signed_in = {"ZENDESK_EMAIL": credentials["email"], "ZENDESK_API_TOKEN": credentials["api_token"]}
        done = subprocess.run(
            [sys.executable, "-m", "locust", "-f", "loadtests/support_desk.py", "--headless", "-H", entry["url"],
             "--users", "5", "--spawn-rate", "10", "--run-time", "2s", "--json", "--exit-code-on-error", "1"],
            cwd=ROOT, env={**environment, **signed_in}, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        counted = {entry["name"]: entry["num_requests"] for entry in json.loads(done.stdout)}
        assert counted["create ticket"] >= 5
        assert set(counted) <= {"create ticket", "read ticket", "answer ticket"}
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()  # type: ignore[union-attr]  # it was asked for


def _without_quotas(admin_url: str) -> None:
    import httpx

    assert httpx.put(f"{admin_url}quotas", json={"enforced": False}).status_code == 200
