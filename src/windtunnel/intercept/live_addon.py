"""Runs inside mitmproxy, in its environment, in front of live systems: asks what becomes of every exchange.

Nothing of Windtunnel can be imported here, so everything is decided by the process that started this one. It is asked
over a socket that this one inherits: a JSON object a line, before an exchange goes on and after it was answered.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import socket
from typing import Any

from mitmproxy import ctx, http  # pyright: ignore[reportMissingImports] - in an environment of its own

UPSTREAMS = json.loads(os.environ["WINDTUNNEL_UPSTREAMS"])
CHANNEL = int(os.environ["WINDTUNNEL_CHANNEL"])
LINE_BYTES_MAX = 512 << 20
NAME, DONE = "windtunnel-name", "windtunnel-done"


class Channel:
    """Questions and their answers."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reading: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        """Begin to listen for answers."""
        own = socket.socket(fileno=CHANNEL)
        reader, self._writer = await asyncio.open_connection(sock=own, limit=LINE_BYTES_MAX)
        self._reading = asyncio.create_task(self._read(reader))

    def tell(self, **said: Any) -> None:
        """Say something that needs no answer."""
        self._writer.write(json.dumps(said).encode() + b"\n")

    async def ask(self, **question: Any) -> dict[str, Any]:
        """Ask and wait for the answer."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self.tell(number=number, **question)
        return await self._waiting[number]

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            answer = json.loads(line)
            waiting = self._waiting.pop(answer["number"])
            if not waiting.done():
                waiting.set_result(answer)
        ctx.master.shutdown()  # nobody decides any more


def name_of(flow: http.HTTPFlow) -> str | None:
    """Return the system that a request is for: by the port it came to, or by the host that it names."""
    mode = flow.client_conn.proxy_mode
    for upstream in UPSTREAMS:
        if mode.full_spec == upstream["mode"]:
            return str(upstream["name"])
    return named(flow.request.host, flow.request.port)


def named(host: str, port: int) -> str | None:
    """Return the system at an address."""
    found = (each for each in UPSTREAMS if (each["host"], each["port"]) == (host.lower(), port))
    return next((str(each["name"]) for each in found), None)


def message_of(message: Any) -> dict[str, Any]:
    """Return headers and body, the body as it is without any coding."""
    plain = message.copy()
    plain.decode(strict=False)
    headers = list(plain.headers.items(multi=True))
    return {"headers": headers, "body": base64.b64encode(plain.raw_content or b"").decode()}


def made(answer: dict[str, Any]) -> http.Response:
    """Return an answer as mitmproxy knows it; lengths follow from the body."""
    framing = ("content-length", "transfer-encoding")
    fields = [(name.encode(), value.encode()) for name, value in answer["headers"] if name.lower() not in framing]
    return http.Response.make(answer["status"], base64.b64decode(answer["body"]), http.Headers(fields))


def refusal(host: str) -> http.Response:
    """Return the answer to a request for a host that nobody declared."""
    known = ", ".join(f"{each['host']}:{each['port']}" for each in UPSTREAMS)
    text = f"windtunnel: {host} is no declared upstream; declared are {known}\n"
    return http.Response.make(403, text, {"Content-Type": "text/plain; charset=utf-8"})


class Live:
    """The addon."""

    def __init__(self) -> None:
        self._channel = Channel()

    async def running(self) -> None:
        """Say so, once connections are accepted."""
        await self._channel.open()
        self._channel.tell(ready=True)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse tunnels to undeclared hosts before anything is dialled."""
        if named(flow.request.host, flow.request.port) is None:
            self._channel.tell(refused=flow.request.host)
            flow.response = refusal(flow.request.host)

    def server_connect(self, data: Any) -> None:
        """Dial declared addresses only, whatever asked for something else."""
        host, port = data.server.address[:2]
        if named(host, port) is None:
            data.server.error = f"windtunnel: {host}:{port} is no declared upstream"

    async def request(self, flow: http.HTTPFlow) -> None:
        """Ask what becomes of a request."""
        name = name_of(flow)
        if name is None:
            self._channel.tell(refused=flow.request.host)
            flow.response, flow.metadata[DONE] = refusal(flow.request.host), True
            return
        flow.metadata[NAME] = name
        asked = {"method": flow.request.method, "target": flow.request.path, **message_of(flow.request)}
        answer = await self._channel.ask(phase="before", flow=flow.id, name=name, **asked)
        if answer["do"] == "answer":
            flow.response, flow.metadata[DONE] = made(answer), True
        elif answer["do"] == "kill":
            self._kill(flow)
        elif answer["do"] == "change":
            self._change(flow, answer)

    async def response(self, flow: http.HTTPFlow) -> None:
        """Ask what becomes of an answer."""
        if DONE in flow.metadata or flow.response is None or NAME not in flow.metadata:
            return
        flow.metadata[DONE] = True
        asked = {"status": flow.response.status_code, **message_of(flow.response)}
        answer = await self._channel.ask(phase="after", flow=flow.id, name=flow.metadata[NAME], **asked)
        if answer["do"] == "answer":
            flow.response = made(answer)
        elif answer["do"] == "kill":
            self._kill(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Tell of an exchange that broke: the system or the client has gone."""
        if NAME in flow.metadata and DONE not in flow.metadata:
            flow.metadata[DONE] = True
            said = flow.error.msg if flow.error is not None else "broken"
            self._channel.tell(phase="broken", flow=flow.id, name=flow.metadata[NAME], said=said)

    def _kill(self, flow: http.HTTPFlow) -> None:
        flow.metadata[DONE] = True
        if flow.killable:
            flow.kill()

    def _change(self, flow: http.HTTPFlow, answer: dict[str, Any]) -> None:
        flow.request.method, flow.request.path = answer["method"], answer["target"]
        fields = [(name.encode(), value.encode()) for name, value in answer["headers"]]
        flow.request.headers = http.Headers(fields)
        flow.request.headers.pop("content-encoding", None)
        flow.request.content = base64.b64decode(answer["body"])


addons = [Live()]
