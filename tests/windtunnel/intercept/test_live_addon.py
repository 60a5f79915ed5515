"""What runs inside mitmproxy in front of live systems, looked at without it."""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

UPSTREAMS: list[dict[str, Any]] = [
    {"name": "desk", "mode": "reverse:http://127.0.0.1:80@127.0.0.1:5001", "host": "127.0.0.1", "port": 80},
    {"name": "crm", "mode": "reverse:https://crm.test:443@127.0.0.1:5002", "host": "crm.test", "port": 443},
]


@pytest.fixture
def addon(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The addon, with a stand-in for mitmproxy."""
    stand_in = ModuleType("mitmproxy")
    response = SimpleNamespace(make=lambda status, content, headers: (status, content, headers))
    stand_in.http = SimpleNamespace(Response=response, HTTPFlow=object, Headers=list)  # type: ignore[attr-defined]
    stand_in.ctx = SimpleNamespace()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mitmproxy", stand_in)
    monkeypatch.setenv("WINDTUNNEL_UPSTREAMS", json.dumps(UPSTREAMS))
    monkeypatch.setenv("WINDTUNNEL_CHANNEL", "0")
    monkeypatch.delitem(sys.modules, "windtunnel.intercept.live_addon", raising=False)
    return importlib.import_module("windtunnel.intercept.live_addon")


def flow(mode: str, host: str = "localhost", port: int = 80) -> Any:
    """Return a request as mitmproxy shows it."""
    client = SimpleNamespace(proxy_mode=SimpleNamespace(full_spec=mode))
    return SimpleNamespace(client_conn=client, request=SimpleNamespace(host=host, port=port))


def test_a_request_is_for_the_system_whose_port_it_came_to_or_that_it_names(addon: Any) -> None:
    """Host and port, in any case; everything else is nobody's."""
    assert addon.name_of(flow(UPSTREAMS[1]["mode"])) == "crm"
    assert addon.name_of(flow("regular@127.0.0.1:5000", "CRM.test", 443)) == "crm"
    assert addon.name_of(flow("regular@127.0.0.1:5000", "crm.test", 80)) is None


def test_only_declared_addresses_are_dialled(addon: Any) -> None:
    """Whatever asked for something else."""
    for host, port, refused in (("crm.test", 443, False), ("crm.test", 8443, True), ("127.0.0.1", 81, True)):
        data = SimpleNamespace(server=SimpleNamespace(address=(host, port), error=None))
        addon.Live().server_connect(data)
        assert (data.server.error is not None) is refused


def test_an_answer_that_is_made_here_has_a_length_of_its_own(addon: Any) -> None:
    """The one that it came with may be another."""
    answer = {"status": 200, "headers": [["Content-Length", "7"], ["X-A", "b"]], "body": "aGk="}
    assert addon.made(answer) == (200, b"hi", [(b"X-A", b"b")])


def test_a_refusal_says_what_is_declared(addon: Any) -> None:
    """With its port."""
    status, text, _ = addon.refusal("elsewhere.example")
    assert status == 403
    assert "declared are 127.0.0.1:80, crm.test:443" in text
