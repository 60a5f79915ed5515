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


class Record:
    """The addon."""

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

    def error(self, flow: http.HTTPFlow) -> None:
        """Tell that the upstream did not answer."""
        tell(event="failed", message=str(flow.error.msg) if flow.error else "no answer")

    def response(self, flow: http.HTTPFlow) -> None:
        """Tell what was asked and answered, then lead absolute links back through here."""
        if flow.metadata.get("windtunnel_refused") or flow.response is None or flow.request.method == "CONNECT":
            return
        tell(event="exchange", **_told(flow))
        if "reverse" in str(flow.client_conn.proxy_mode.type_name):
            host, port = flow.client_conn.sockname[:2]
            lead_back(flow.response, f"http://{host}:{port}")

    def _guard(self, flow: http.HTTPFlow) -> None:
        if not is_upstream(flow.request.host, flow.request.port):
            tell(event="refused", host=flow.request.host)
            flow.metadata["windtunnel_refused"] = True
            flow.response = refusal(flow.request.host)


def lead_back(response: Any, own: str) -> None:
    """Replace the upstream by this proxy in the links of an answer, so that a client that follows them stays here."""
    for name in ("location", "link"):
        if UPSTREAM["origin"] in response.headers.get(name, ""):
            response.headers[name] = response.headers[name].replace(UPSTREAM["origin"], own)
    if any(each in response.headers.get("content-type", "") for each in TEXTS):
        content = response.get_content(strict=False) or b""
        escaped = UPSTREAM["origin"].replace("/", "\\/").encode()
        changed = content.replace(UPSTREAM["origin"].encode(), own.encode())
        changed = changed.replace(escaped, own.replace("/", "\\/").encode())
        if changed != content:
            response.content = changed


def _told(flow: http.HTTPFlow) -> dict[str, Any]:
    assert flow.response is not None
    return {
        "method": flow.request.method,
        "origin": UPSTREAM["origin"],
        "path": flow.request.path,
        "status": flow.response.status_code,
        "seconds": (flow.response.timestamp_end or 0.0) - flow.request.timestamp_start,
        "request_headers": list(flow.request.headers.items(multi=True)),
        "request_body": _body(flow.request),
        "response_headers": list(flow.response.headers.items(multi=True)),
        "response_body": _body(flow.response),
    }


def _body(message: Any) -> str:
    """Return a body without its content encoding; of one that is too large, what stands for anything binary."""
    content = message.get_content(strict=False) or b""
    return base64.b64encode(content if len(content) <= UPSTREAM["bytes_max"] else b"\0").decode()


addons = [Record()]
