"""Runs inside mitmproxy, in its environment: sends known hosts to simulators, and refuses everything else.

Nothing of Windtunnel can be imported here. Routes come in a variable; what happens goes to standard output, one JSON
object a line.
"""

from __future__ import annotations

import base64
import fnmatch
import json
import os
from typing import Any

from mitmproxy import ctx, http  # pyright: ignore[reportMissingImports] - in an environment of its own

ROUTES = json.loads(os.environ["WINDTUNNEL_ROUTES"])
RECORDS = os.environ.get("WINDTUNNEL_RECORDS") == "1"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def tell(**event: Any) -> None:
    """Say what happened."""
    print(json.dumps(event), flush=True)


def route_of(host: str) -> dict[str, Any] | None:
    """Return where requests to ``host`` go."""
    return next((route for route in ROUTES if fnmatch.fnmatch(host.lower(), route["pattern"])), None)


def refusal(host: str) -> http.Response:
    """Return the answer to a request for a host that nobody declared."""
    known = ", ".join(route["pattern"] for route in ROUTES)
    text = f"windtunnel: {host} is not intercepted, and nothing leaves this machine; intercepted are {known}\n"
    return http.Response.make(403, text, {"Content-Type": "text/plain; charset=utf-8"})


class Intercept:
    """The addon."""

    def running(self) -> None:
        """Tell the port, once connections are accepted."""
        servers = ctx.master.addons.get("proxyserver").servers
        tell(event="ready", port=next(server.listen_addrs[0][1] for server in servers))

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse tunnels to unknown hosts before anything is dialled."""
        if route_of(flow.request.host) is None:
            tell(event="refused", host=flow.request.host)
            flow.response = refusal(flow.request.host)

    def server_connect(self, data: Any) -> None:
        """Dial loopback only, whatever asked for something else."""
        host = data.server.address[0]
        if host not in LOOPBACK:
            data.server.error = f"windtunnel: {host} is not on this machine"

    def request(self, flow: http.HTTPFlow) -> None:
        """Send a request to its simulator, under the host name that the client used."""
        host = flow.request.pretty_host
        route = route_of(host)
        if route is None:
            tell(event="refused", host=host)
            flow.response = refusal(host)
            return
        flow.metadata["windtunnel"] = (host, route["system"])
        named = flow.request.host_header
        flow.request.scheme, flow.request.host, flow.request.port = "https", "localhost", route["port"]
        flow.request.host_header = named

    def response(self, flow: http.HTTPFlow) -> None:
        """Tell what was answered."""
        if "windtunnel" not in flow.metadata or flow.response is None:
            return
        host, system = flow.metadata["windtunnel"]
        told = {"host": host, "system": system, "method": flow.request.method, "path": flow.request.path}
        tell(event="exchange", status=flow.response.status_code, **told, **(_bodies(flow) if RECORDS else {}))


def _bodies(flow: http.HTTPFlow) -> dict[str, Any]:
    assert flow.response is not None
    return {
        "request_headers": list(flow.request.headers.items(multi=True)),
        "request_body": base64.b64encode(flow.request.get_content() or b"").decode(),
        "response_headers": list(flow.response.headers.items(multi=True)),
        "response_body": base64.b64encode(flow.response.get_content() or b"").decode(),
    }


addons = [Intercept()]
