"""What the players of all vendors share: they remember what was asked, and misbehave when they are told to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

import httpx

from adapters.outbound.intent import Intent, intent_of
from tests.adapters.fake_clock import EPOCH, FakeClock, run

NOW = EPOCH  # 2025-10-09T08:53:20Z

Act = Callable[[], httpx.Response]
Fault = Callable[[Act], httpx.Response]
"""Decides what becomes of one request; calling its argument lets the vendor act and gives the true answer."""

T = TypeVar("T")


class Vendor:
    """Answers requests; a subclass says how."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._faults: dict[str, list[Fault]] = defaultdict(list)

    def client(self) -> httpx.AsyncClient:
        """Return a client that reaches this vendor and nobody else."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self.handle))

    def disturb(self, operation: str, *faults: Fault) -> None:
        """Have the next requests of ``operation`` meet these faults, in this order."""
        self._faults[operation] += faults

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        waiting = self._faults[intent_of(request).operation]
        fault = waiting.pop(0) if waiting else heed
        return fault(lambda: self.answer(request))

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Act as the vendor does."""
        raise NotImplementedError

    def intents(self) -> list[Intent]:
        """Return the intents of all requests."""
        return [intent_of(request) for request in self.requests]

    def operations(self) -> list[str]:
        """Return the operations of all requests."""
        return [intent.operation for intent in self.intents()]


def heed(act: Act) -> httpx.Response:
    """Do nothing wrong."""
    return act()


def lose_answer(act: Act) -> httpx.Response:
    """Act, and never answer."""
    act()
    raise httpx.ReadTimeout("no answer")


def lose_request(act: Act) -> httpx.Response:
    """Neither act nor answer."""
    raise httpx.ReadError("connection reset")


def refuse_connection(act: Act) -> httpx.Response:
    """Not be there."""
    raise httpx.ConnectError("refused")


def say(status: int, body: object = None, headers: Mapping[str, str] | None = None, text: str | None = None) -> Fault:
    """Answer something else, without acting."""

    def fault(act: Act) -> httpx.Response:
        if text is not None:
            return httpx.Response(status, text=text, headers=headers)
        return httpx.Response(status, json=body, headers=headers)

    return fault


def spoil(change: Callable[[Any], Any]) -> Fault:
    """Act, and change the decoded answer in place or return another one."""

    def fault(act: Act) -> httpx.Response:
        response = act()
        body = json.loads(response.content)
        changed = change(body)
        return httpx.Response(response.status_code, json=body if changed is None else changed)

    return fault


def html(act: Act) -> httpx.Response:
    """Act, and answer with the page of a proxy."""
    act()
    return httpx.Response(200, text="<html>One moment</html>", headers={"content-type": "text/html"})


def cut(act: Act) -> httpx.Response:
    """Act, and answer with half of the body."""
    response = act()
    half = response.content[: len(response.content) // 2]
    return httpx.Response(200, content=half, headers={"content-type": "application/json"})


def set_at(path: str, value: object) -> Callable[[Any], None]:
    """Return a change that sets the field at ``path``."""

    def change(body: Any) -> None:
        container, last = _walk(body, path)
        container[last] = value

    return change


def drop_at(path: str) -> Callable[[Any], None]:
    """Return a change that removes the field at ``path``."""

    def change(body: Any) -> None:
        container, last = _walk(body, path)
        del container[last]

    return change


def _walk(body: Any, path: str) -> tuple[Any, Any]:
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    for step in steps:
        body = body[step]
    return body, last


def play(main: Callable[[FakeClock], Coroutine[Any, Any, T]]) -> T:
    """Run ``main`` in virtual time, from ``NOW`` on."""
    return run(main)
