"""What runs inside mitmproxy, looked at without it."""

from __future__ import annotations

import base64
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


class Headers(dict[str, str]):
    """Headers as mitmproxy has them."""

    def items(self, multi: bool = False) -> Any:
        """Return the pairs."""
        return super().items()


def streaming(addon: Any, *, encoding: str = "", mode: str = "reverse") -> tuple[Any, Any]:
    """Return the addon at work and an exchange whose answer has begun to stream."""
    headers = Headers({"content-type": "text/event-stream; charset=utf-8", "link": "<https://desk.example/next>"})
    headers |= {"content-encoding": encoding} if encoding else {}
    answer = Answer(headers=headers, status_code=200, timestamp_start=3.0, timestamp_end=None, content=b"")
    answer.__dict__["get_content"] = lambda strict: answer.raw_content
    asked = Answer(method="GET", path="/events", headers=Headers(), content=b"", timestamp_start=2.0)
    client = SimpleNamespace(proxy_mode=SimpleNamespace(type_name=mode), sockname=("127.0.0.1", 9))
    flow = SimpleNamespace(id="1", request=asked, response=answer, client_conn=client, metadata={}, error=None)
    record = addon.Record()
    record.responseheaders(flow)
    return record, flow


def test_a_stream_passes_line_by_line_with_links_led_back(addon: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that comes in two parts is led back, too; the recording has what the upstream sent."""
    monkeypatch.setitem(addon.UPSTREAM, "bytes_max", 100)
    _, flow = streaming(addon)
    assert flow.response.headers["link"] == "<http://127.0.0.1:9/next>"
    assert flow.response.stream(b"data: https://desk.exa") == []
    assert flow.response.stream(b"mple/a\n\nda") == [b"data: http://127.0.0.1:9/a\n\n"]
    assert flow.response.stream(b"ta: 1") == []
    assert flow.response.stream(b"") == [b"data: 1"]


@pytest.mark.parametrize("hook", ["response", "error", "done"])
def test_a_stream_is_told_however_it_ends(
    addon: Any, hook: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its end, when somebody leaves, when the recorder is stopped; once."""
    monkeypatch.setitem(addon.UPSTREAM, "bytes_max", 100)
    record, flow = streaming(addon)
    flow.response.stream(b"data: 1\n\n")
    getattr(record, hook)(*([] if hook == "done" else [flow]))
    record.done()
    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert base64.b64decode(told["response_body"]) == b"data: 1\n\n"
    assert ["link", "<https://desk.example/next>"] in told["response_headers"]
    assert (told["event"], told["seconds"]) == ("exchange", 1.0)


@pytest.mark.parametrize(("encoding", "mode"), [("gzip", "reverse"), ("", "regular")])
def test_what_cannot_or_need_not_be_led_back_passes_as_it_comes(addon: Any, encoding: str, mode: str) -> None:
    """A compressed stream, and one whose client asked for the upstream's own host."""
    _, flow = streaming(addon, encoding=encoding, mode=mode)
    assert flow.response.stream(b"https://desk.example") == [b"https://desk.example"]


def test_of_a_stream_no_more_is_kept_than_of_a_body(addon: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """What is too large passes and is not recorded."""
    record, flow = streaming(addon)
    assert flow.response.stream(b"data: too much\n") != []
    assert flow.response.stream(b"data: more\n") == [b"data: more\n"]
    record.response(flow)
    assert json.loads(capsys.readouterr().out)["response_body"] == "AA=="
