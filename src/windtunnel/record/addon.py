"""Runs inside mitmproxy, in its environment: lets a client and one upstream talk, and tells what they say.

Nothing of Windtunnel can be imported here. The upstream comes in a variable; what happens goes to standard output, one
JSON object a line. Nothing is written to a disk.
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from mitmproxy import ctx, http  # pyright: ignore[reportMissingImports] - in an environment of its own

UPSTREAM = json.loads(os.environ["WINDTUNNEL_UPSTREAM"])
TEXTS = ("json", "text/", "xml", "urlencoded")
STREAMS = ("text/event-stream", "application/x-ndjson", "application/jsonl", "application/stream+json")
"""Media types of answers that may never end; they pass line by line."""
LINE_ENDS = (b"\n", b"\r")


def tell(**event: Any) -> None:
    """Say what happened."""
    print(json.dumps(event), flush=True)


def is_upstream(host: str, port: int) -> bool:
    """Tell whether an address is the one that is recorded."""
    return (host.lower(), port) == (UPSTREAM["host"], UPSTREAM["port"])


def refusal(host: str) -> http.Response:
    """Return the answer to a request for another host."""
    text = f"windtunnel: only {UPSTREAM['origin']} is recorded, and nothing else is contacted; this was for {host}\n"
    return http.Response.make(403, text, {"Content-Type": "text/plain; charset=utf-8"})


class Stream:
    """An answer that passes while it is recorded.

    Args:
        flow: its exchange.
        own: where links are led back to; empty where they stay.
    """

    def __init__(self, flow: http.HTTPFlow, own: str) -> None:
        self.flow = flow
        self.headers = list(flow.response.headers.items(multi=True))
        self._own = "" if flow.response.headers.get("content-encoding") else own
        self._kept = bytearray()
        self._line = b""

    def __call__(self, data: bytes) -> list[bytes]:
        """Keep a part of the body and return what passes on: whole lines; nothing more comes after an empty part."""
        if len(self._kept) <= UPSTREAM["bytes_max"]:
            self._kept += data
        whole = self._line + data
        end = max(whole.rfind(each) for each in LINE_ENDS) + 1 if data and self._own else len(whole)
        passing, self._line = whole[:end], whole[end:]
        return [led_back(passing, self._own)] if passing else []

    def ended(self) -> None:
        """Tell what was asked and answered, up to here."""
        self.flow.response.raw_content = bytes(self._kept)
        tell(event="exchange", **_told(self.flow, self.headers))


class Record:
    """The addon."""

    def __init__(self) -> None:
        self._streams: dict[str, Stream] = {}

    def running(self) -> None:
        """Tell the ports, once connections are accepted."""
        servers = ctx.master.addons.get("proxyserver").servers
        ports = {server.mode.type_name: server.listen_addrs[0][1] for server in servers}
        tell(event="listening", port=ports["regular"])
        tell(event="ready", port=ports["reverse"])

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse tunnels to other hosts before anything is dialled."""
        self._guard(flow)

    def request(self, flow: http.HTTPFlow) -> None:
        """Refuse requests for other hosts."""
        self._guard(flow)

    def server_connect(self, data: Any) -> None:
        """Dial the upstream only, whatever asked for something else."""
        host, port = data.server.address[:2]
        if not is_upstream(host, port):
            data.server.error = f"windtunnel: {host}:{port} is not the upstream"

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Let a stream pass while it is recorded."""
        media = flow.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media in STREAMS and not flow.metadata.get("windtunnel_refused"):
            own = _own(flow)
            stream = self._streams[flow.id] = Stream(flow, own)
            flow.response.stream = stream
            if own:
                lead_headers_back(flow.response, own)

    def done(self) -> None:
        """Tell the streams that have not ended, before the proxy does."""
        for key in list(self._streams):
            self._streams.pop(key).ended()

    def error(self, flow: http.HTTPFlow) -> None:
        """Tell that the upstream did not answer, or what there was of a stream that somebody left."""
        if flow.id in self._streams:
            self._streams.pop(flow.id).ended()
            return
        tell(event="failed", message=str(flow.error.msg) if flow.error else "no answer")

    def response(self, flow: http.HTTPFlow) -> None:
        """Tell what was asked and answered, then lead absolute links back through here."""
        if flow.metadata.get("windtunnel_refused") or flow.response is None or flow.request.method == "CONNECT":
            return
        if flow.id in self._streams:
            self._streams.pop(flow.id).ended()
            return
        tell(event="exchange", **_told(flow, list(flow.response.headers.items(multi=True))))
        own = _own(flow)
        if own:
            lead_back(flow.response, own)

    def _guard(self, flow: http.HTTPFlow) -> None:
        if not is_upstream(flow.request.host, flow.request.port):
            tell(event="refused", host=flow.request.host)
            flow.metadata["windtunnel_refused"] = True
            flow.response = refusal(flow.request.host)


def _own(flow: http.HTTPFlow) -> str:
    """Return the base URL by which a client has come; empty where it asked for the upstream's own host."""
    if "reverse" not in str(flow.client_conn.proxy_mode.type_name):
        return ""
    host, port = flow.client_conn.sockname[:2]
    return f"http://{host}:{port}"


def lead_headers_back(response: Any, own: str) -> None:
    """Replace the upstream by this proxy in the headers of an answer."""
    for name in ("location", "link"):
        if UPSTREAM["origin"] in response.headers.get(name, ""):
            response.headers[name] = response.headers[name].replace(UPSTREAM["origin"], own)


def led_back(content: bytes, own: str) -> bytes:
    """Return a text with the upstream replaced by this proxy, with escaped slashes, too; as it is without ``own``."""
    if not own:
        return content
    escaped = UPSTREAM["origin"].replace("/", "\\/").encode()
    changed = content.replace(UPSTREAM["origin"].encode(), own.encode())
    return changed.replace(escaped, own.replace("/", "\\/").encode())


def lead_back(response: Any, own: str) -> None:
    """Replace the upstream by this proxy in the links of an answer, so that a client that follows them stays here."""
    lead_headers_back(response, own)
    if any(each in response.headers.get("content-type", "") for each in TEXTS):
        content = response.get_content(strict=False) or b""
        changed = led_back(content, own)
        if changed != content:
            response.content = changed


def _told(flow: http.HTTPFlow, headers: list[tuple[str, str]]) -> dict[str, Any]:
    """Return an exchange, with the headers of its answer as the upstream sent them."""
    assert flow.response is not None
    ended = flow.response.timestamp_end or flow.response.timestamp_start or 0.0
    return {
        "method": flow.request.method,
        "origin": UPSTREAM["origin"],
        "path": flow.request.path,
        "status": flow.response.status_code,
        "seconds": ended - flow.request.timestamp_start,
        "request_headers": list(flow.request.headers.items(multi=True)),
        "request_body": _body(flow.request),
        "response_headers": headers,
        "response_body": _body(flow.response),
    }


def _body(message: Any) -> str:
    """Return a body without its content encoding; of one that is too large, what stands for anything binary."""
    content = message.get_content(strict=False) or b""
    return base64.b64encode(content if len(content) <= UPSTREAM["bytes_max"] else b"\0").decode()


addons = [Record()]
