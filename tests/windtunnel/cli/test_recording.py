"""``windtunnel record`` on the wire: a client, a system, the recording of both, and the same client again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.services import missing
from windtunnel.cli.recording import project_around
from windtunnel.contract.document import read_document
from windtunnel.intercept.environment import find_mitmdump
from windtunnel.kernel.errors import UsageError
from windtunnel.world.http import Request, Response
from windtunnel.world.server import Server, bind

from ..world.answers import answering

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "sk-canaryAbCdEf0123456789"
JSON = [("Content-Type", "application/json")]


class Desk:
    """A help desk that keeps tickets."""

    def __init__(self) -> None:
        self.tickets: dict[int, dict[str, Any]] = {}
        self.notes = ["Birdfield has called"]

    def __call__(self, request: Request) -> Response:
        """Answer one request."""
        body = request.json() if request.body else {}
        status, told = self.answer(request.method, request.path, body, request.headers)
        return Response(status, JSON, b"" if told is None else json.dumps(told).encode())

    def answer(self, method: str, path: str, body: dict[str, Any], headers: Mapping[str, str]) -> tuple[int, Any]:
        """Return status and body."""
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"error": "unknown token"}
        number = int(path.rpartition("/")[2]) if path.count("/") == 3 else 0
        if (method, number) == ("POST", 0):
            number = 101 + len(self.tickets)
            link = f"http://{headers['host']}/v2/tickets/{number}"
            requester = {"name": "Canarina Birdfield", "email": body["email"]}
            self.tickets[number] = {"id": number, "subject": body["subject"], "requester": requester, "url": link}
            self.notes.append("Called back:\nBirdfield was out")
            return 201, self.tickets[number]
        if not number:
            return 200, {"tickets": list(self.tickets.values()), "count": len(self.tickets), "notes": self.notes}
        if number not in self.tickets:
            return 404, {"error": "no such ticket"}
        if method == "DELETE":
            del self.tickets[number]
            return 204, None
        self.tickets[number] |= body
        return 200, self.tickets[number]


async def session(base: str) -> list[Any]:
    """Return what a client sees that creates, lists, reads, changes and deletes tickets."""
    seen = []
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {TOKEN}"}, trust_env=False) as client:

        async def call(method: str, url: str, body: Any = None) -> Any:
            answer = await client.request(method, url, json=body)
            found = answer.json() if answer.content else None
            seen.append((answer.status_code, json.loads(json.dumps(found).replace(base, ""))))
            return found

        await call("GET", f"{base}/v2/tickets")
        mails = ("canary@corp-canary.org", "second@corp-canary.org")
        made = [await call("POST", f"{base}/v2/tickets", {"subject": mail[:3], "email": mail}) for mail in mails]
        await call("GET", f"{base}/v2/tickets")
        await call("PATCH", made[0]["url"], {"subject": "changed"})
        await call("GET", made[0]["url"])
        await call("DELETE", made[1]["url"])
        await call("GET", made[1]["url"])
        await call("GET", f"{base}/v2/tickets")
        client.headers["authorization"] = "Bearer wrong"
        await call("GET", f"{base}/v2/tickets")
    return seen


@asynccontextmanager
async def started(*command: str, **more: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    """Start a command of Windtunnel and read what it tells once it is ready; it is stopped in the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE, env=environment, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(await process.stdout.readline())
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()


def without_names(seen: list[Any]) -> list[Any]:
    """Return what was seen without the one thing that was redacted and that no client sent."""
    text = json.dumps(seen)
    names = [word for _, body in seen for each in people(body) for word in each["name"].split()]
    for name in names:
        text = text.replace(name, "somebody")
    return list(json.loads(text))


def people(body: Any) -> list[dict[str, Any]]:
    """Return the requesters in a body."""
    if not isinstance(body, dict):
        return []
    return [ticket["requester"] for ticket in [body, *body.get("tickets", [])] if "requester" in ticket]


@pytest.mark.real_service
def test_the_recorded_system_answers_the_same_client_in_the_same_way(tmp_path: Path) -> None:
    """Everything but a name that was redacted; and neither token nor address nor name was written."""
    try:
        program = find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")

    async def main() -> None:
        server = Server(answering(Desk()), bind())
        await server.start()
        options = ("desk", "--upstream", server.url, "--out", str(tmp_path), "--json")
        async with started("-m", "windtunnel", "record", *options, WINDTUNNEL_MITMDUMP=str(program)) as (
            process,
            ready,
        ):
            live = await session(ready["url"])
            process.send_signal(signal.SIGINT)
            assert process.stdout is not None
            told = json.loads(await process.stdout.readline())
            assert await process.wait() == 0
        await server.stop()
        assert (told["event"], told["exchanges"]) == ("recorded", len(live))
        up = ("-m", "windtunnel", "up", "desk", "--project", str(tmp_path), "--json")
        async with started(*up) as (_, directory):
            again = await session(directory["desk"]["url"])
        assert [status for status, _ in live] == [200, 201, 201, 200, 200, 200, 204, 404, 200, 401]
        assert without_names(again) == without_names(live)
        assert again != live

    asyncio.run(main())
    contract = read_document(tmp_path / "contracts" / "desk" / "openapi.yaml")
    assert contract["security"] == [{"bearerAuth": []}]
    assert contract["components"]["securitySchemes"] == {"bearerAuth": {"type": "http", "scheme": "bearer"}}
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()).lower()
    assert [each for each in (b"canary", b"birdfield", b"second@") if each in written] == []


def test_a_recording_goes_to_the_project_around_the_folder(tmp_path: Path) -> None:
    """Or to the folder itself."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "deep").mkdir()
    assert project_around(tmp_path / "deep") == tmp_path


@pytest.mark.real_service
def test_an_upstream_that_is_silent_and_one_that_nobody_asks(tmp_path: Path) -> None:
    """The first ends with 2 before a client is let in, the second with 3 when its time is over."""
    try:
        program = find_mitmdump(os.environ, ROOT)
    except UsageError:
        missing("mitmproxy")

    async def ended(url: str, *more: str) -> tuple[int | None, str]:
        code = "from windtunnel.cli import app, record; app.app.command('record')(record.record); app.main()"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, "record", "desk", "--upstream", url, "--out", str(tmp_path),
            "--seconds", "0.1", *more,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "WINDTUNNEL_MITMDUMP": str(program)},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, told = await process.communicate()
        return process.returncode, told.decode()

    async def main() -> None:
        with bind() as listening:
            port = listening.getsockname()[1]
        code, told = await ended(f"http://127.0.0.1:{port}")
        assert (code, "nobody answers" in told, "Traceback" in told) == (2, True, False)
        server = Server(answering(Desk()), bind())
        await server.start()
        code, told = await ended(server.url)
        assert (code, "no traffic with" in told, "Traceback" in told) == (3, True, False)
        code, told = await ended(server.url, "--listen", str(server.port))
        await server.stop()
        assert (code, "cannot listen on" in told, "Traceback" in told) == (2, True, False)

    asyncio.run(main())
    assert list(tmp_path.iterdir()) == []
