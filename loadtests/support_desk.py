"""A support desk under load: people read tickets, write them and answer them.

Point it at a served simulator (``windtunnel up zendesk --json`` prints address and credentials), or at your own service
that speaks the same API on loopback::

    ZENDESK_EMAIL=... ZENDESK_API_TOKEN=... locust -f loadtests/support_desk.py --headless -H http://127.0.0.1:PORT \
        --users 20 --spawn-rate 10 --run-time 30s --exit-code-on-error 1

A refusal by quota (429) is an answer, not a failure: the user waits as long as it is told.
"""

from __future__ import annotations

import base64
import os
from typing import Any

import gevent
from locust import FastHttpUser, constant_throughput, task
from locust.contrib.fasthttp import FastResponse

RETRY_AFTER_SECONDS_MAX = 60


class Agent(FastHttpUser):
    """Somebody who works through tickets, ten actions a second."""

    wait_time = constant_throughput(10)

    def on_start(self) -> None:
        """Sign in and open a first ticket."""
        pair = f"{os.environ['ZENDESK_EMAIL']}/token:{os.environ['ZENDESK_API_TOKEN']}"
        self.auth_header = self._basic(pair)
        self.tickets: list[int] = []
        self.open_ticket()

    @task(2)
    def open_ticket(self) -> None:
        """Write a ticket."""
        ticket = {"subject": "Load", "comment": {"body": "How long does a transfer take?"}}
        answer = self._call("POST", "/api/v2/tickets.json", "create ticket", {"ticket": ticket})
        if answer is not None:
            self.tickets.append(answer["ticket"]["id"])

    @task(6)
    def read_ticket(self) -> None:
        """Read the latest one."""
        if self.tickets:
            self._call("GET", f"/api/v2/tickets/{self.tickets[-1]}.json", "read ticket")

    @task(1)
    def answer_ticket(self) -> None:
        """Answer the oldest one and put it away."""
        if self.tickets:
            change = {"status": "solved", "comment": {"body": "Until tomorrow."}}
            self._call("PUT", f"/api/v2/tickets/{self.tickets.pop(0)}.json", "answer ticket", {"ticket": change})

    def _call(self, method: str, path: str, name: str, body: Any = None) -> Any:
        headers = {"Authorization": self.auth_header}
        with self.client.request(method, path, name=name, json=body, headers=headers, catch_response=True) as answer:
            if answer.status_code == 429:
                answer.success()
                self._wait(answer)
                return None
            return answer.json() if answer.status_code < 300 else None

    def _wait(self, answer: FastResponse) -> None:
        assert answer.headers is not None
        seconds = answer.headers.get("Retry-After", "1")
        assert isinstance(seconds, str)
        gevent.sleep(min(float(seconds), RETRY_AFTER_SECONDS_MAX))

    def _basic(self, pair: str) -> str:
        return "Basic " + base64.b64encode(pair.encode()).decode()
