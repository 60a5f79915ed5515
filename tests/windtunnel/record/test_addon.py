"""What runs inside mitmproxy, looked at without it."""

from __future__ import annotations

import importlib
import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

UPSTREAM = {"scheme": "https", "host": "desk.example", "port": 443, "origin": "https://desk.example", "bytes_max": 8}


@pytest.fixture
def addon(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The addon, with a stand-in for mitmproxy."""
    stand_in = ModuleType("mitmproxy")
    made = SimpleNamespace(make=lambda status, text, headers: (status, text))
    stand_in.http = SimpleNamespace(Response=made, HTTPFlow=object)  # type: ignore[attr-defined]
    stand_in.ctx = SimpleNamespace()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mitmproxy", stand_in)
    monkeypatch.setenv("WINDTUNNEL_UPSTREAM", json.dumps(UPSTREAM))
    monkeypatch.delitem(sys.modules, "windtunnel.record.addon", raising=False)
    return importlib.import_module("windtunnel.record.addon")


@pytest.mark.parametrize(
    ("host", "port", "dialled"),
    [("desk.example", 443, True), ("DESK.example", 443, True), ("desk.example", 80, False), ("127.0.0.1", 443, False)],
)
def test_only_the_upstream_is_dialled(addon: Any, host: str, port: int, dialled: bool) -> None:
    """The same host at another port is another place."""
    data = SimpleNamespace(server=SimpleNamespace(address=(host, port), error=None))
    addon.Record().server_connect(data)
    assert (data.server.error is None) is dialled


def test_a_request_for_another_host_is_refused_and_told(addon: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """With the host alone, no path and no header."""
    request = SimpleNamespace(host="elsewhere.example", port=443, path="/secret")
    flow = SimpleNamespace(request=request, metadata={}, response=None)
    addon.Record().request(flow)
    status, text = flow.response
    assert status == 403
    assert "only https://desk.example is recorded" in text
    assert json.loads(capsys.readouterr().out) == {"event": "refused", "host": "elsewhere.example"}
    addon.Record().response(flow)
    assert capsys.readouterr().out == ""


class Answer(SimpleNamespace):
    """An answer as mitmproxy has it."""

    def get_content(self, strict: bool) -> bytes:
        """Return the body."""
        return bytes(self.content)


def test_links_of_an_answer_lead_back_through_the_recorder(addon: Any) -> None:
    """In headers and texts, with escaped slashes, too; other bodies stay."""
    body = b'{"a": "https://desk.example/b", "c": "https:\\/\\/desk.example\\/d"}'
    answer = Answer(headers={"location": "https://desk.example/x", "content-type": "application/json"}, content=body)
    addon.lead_back(answer, "http://127.0.0.1:9")
    assert answer.headers["location"] == "http://127.0.0.1:9/x"
    assert answer.content == b'{"a": "http://127.0.0.1:9/b", "c": "http:\\/\\/127.0.0.1:9\\/d"}'
    picture = Answer(headers={"content-type": "image/png"}, content=b"https://desk.example")
    addon.lead_back(picture, "http://127.0.0.1:9")
    assert picture.content == b"https://desk.example"


def test_a_body_that_is_too_large_is_not_told(addon: Any) -> None:
    """What stands for it is not text, so that nobody takes it for one."""
    assert addon._body(Answer(content=b"12345678")) == "MTIzNDU2Nzg="
    assert addon._body(Answer(content=b"123456789")) == "AA=="
