"""What runs inside mitmproxy, looked at without it."""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROUTES = [
    {"pattern": "*.zendesk.com", "system": "zendesk", "port": 1},
    {"pattern": "slack.com", "system": "slack", "port": 2},
]


@pytest.fixture
def addon(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The addon, with a stand-in for mitmproxy."""
    stand_in = ModuleType("mitmproxy")
    made = SimpleNamespace(make=lambda status, text, headers: (status, text))
    stand_in.http = SimpleNamespace(Response=made, HTTPFlow=object)  # type: ignore[attr-defined]
    stand_in.ctx = SimpleNamespace()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mitmproxy", stand_in)
    monkeypatch.setenv("WINDTUNNEL_ROUTES", json.dumps(ROUTES))
    monkeypatch.delitem(sys.modules, "windtunnel.intercept.addon", raising=False)
    return importlib.import_module("windtunnel.intercept.addon")


@pytest.mark.parametrize(
    ("host", "system"),
    [("acme.zendesk.com", "zendesk"), ("SLACK.com", "slack"), ("evil-slack.com", None), ("zendesk.com", None)],
)
def test_a_host_belongs_to_the_first_pattern_that_it_fits(addon: Any, host: str, system: str | None) -> None:
    """Whole names only, in any case."""
    route = addon.route_of(host)
    assert (route and route["system"]) == system


def test_a_refusal_says_what_is_intercepted(addon: Any) -> None:
    """And that nothing leaves this machine."""
    status, text = addon.refusal("elsewhere.example")
    assert status == 403
    assert "elsewhere.example is not intercepted" in text
    assert "*.zendesk.com, slack.com" in text


def test_only_loopback_is_dialled(addon: Any) -> None:
    """Whatever asked for something else."""
    data = SimpleNamespace(server=SimpleNamespace(address=("203.0.113.7", 443), error=None))
    addon.Intercept().server_connect(data)
    assert "203.0.113.7 is not on this machine" in data.server.error
    data = SimpleNamespace(server=SimpleNamespace(address=("127.0.0.1", 443), error=None))
    addon.Intercept().server_connect(data)
    assert data.server.error is None
