"""``windtunnel up --intercept``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import missing
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.errors import UsageError

ROOT = Path(__file__).resolve().parents[3]
CLIENT = """
import sys
from slack_sdk import WebClient
print(WebClient(sys.argv[1]).auth_test()["url"])
"""


@pytest.mark.real_service
def test_a_vendors_client_that_is_told_nothing_reaches_the_simulator() -> None:
    """It gets a proxy and a CA file, and goes on calling https://slack.com."""
    try:
        find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")
    command = [sys.executable, "-m", "windtunnel", "up", "slack", "--intercept", "--json", "--project", str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        directory = json.loads(server.stdout.readline())
        way, token = directory["intercept"], directory["slack"]["credentials"]["bot_token"]
        environment = {**os.environ, "HTTPS_PROXY": way["proxy_url"], "SSL_CERT_FILE": way["ca_file"]}
        client = subprocess.run(
            [sys.executable, "-c", CLIENT, token], env=environment, capture_output=True, text=True, check=False
        )
        server.send_signal(signal.SIGTERM)
    assert client.stdout.strip() == "https://windtunnel.slack.com/", client.stderr
    assert server.returncode == 0
