"""Handshakes that fail, with clients of two languages."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop

from tests.services import missing
from windtunnel.world.certificates import Authority
from windtunnel.world.flawed_tls import FLAWS, Presented
from windtunnel.world.http import Response
from windtunnel.world.server import Server, bind

from .answers import answering

SAID = {
    "expired": ("certificate has expired", "CERT_HAS_EXPIRED"),
    "wrong-host": ("Hostname mismatch", "ERR_TLS_CERT_ALTNAME_INVALID"),
    "untrusted": ("unable to get local issuer certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
    "protocol": ("tlsv1 alert protocol version", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"),
}
"""By flaw: what OpenSSL tells a Python client, and the code of Node's error."""
ASK = "fetch(process.argv[1]).then(r => r.text(), error => error.cause.code).then(text => console.log(text))"


class Door:
    """A server whose next connections are served with a flaw."""

    def __init__(self, folder: Path) -> None:
        self.flaw: str | None = None
        self.trusted: list[str] = []
        authority = Authority(folder)
        self.ca_file = authority.file
        self.server = Server(
            answering(lambda request: Response(200, [], b"ok")),
            bind(),
            authority.switching_context(("localhost",), self.choose),
        )

    def choose(self) -> Presented | None:
        """Present the flaw of the moment."""
        flaw = self.flaw
        return None if flaw is None else Presented(flaw, lambda: self.trusted.append(flaw))

    async def ask(self, *, verify: bool = True) -> str:
        """Ask on a connection of its own; a distribution's Python may take a protocol below 1.2 if it is not told."""
        trusting = ssl.create_default_context(cafile=str(self.ca_file))
        trusting.minimum_version = ssl.TLSVersion.TLSv1_2
        async with httpx.AsyncClient(verify=trusting if verify else False, trust_env=False) as client:
            return (await client.get(self.server.url)).text


@pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_each_flaw_breaks_the_handshake_in_its_own_way(tmp_path: Path, loop: Any) -> None:
    """And the connection after it is whole again."""

    async def main() -> None:
        door = Door(tmp_path)
        await door.server.start()
        for flaw in FLAWS:
            door.flaw = flaw
            with pytest.raises(httpx.ConnectError, match=SAID[flaw][0]):
                await door.ask()
        door.flaw = None
        assert await door.ask() == "ok"
        assert door.trusted == []
        await door.server.stop()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main())


def test_a_client_that_does_not_verify_is_found_out(tmp_path: Path) -> None:
    """It takes every certificate, and no server is too old for a certificate."""

    async def main() -> None:
        door = Door(tmp_path)
        await door.server.start()
        for flaw in ("expired", "wrong-host", "untrusted"):
            door.flaw = flaw
            assert await door.ask(verify=False) == "ok"
        assert door.trusted == ["expired", "wrong-host", "untrusted"]
        await door.server.stop()

    asyncio.run(main())


@pytest.mark.real_service
def test_a_client_of_another_language_meets_the_same(tmp_path: Path) -> None:
    """Node tells each flaw by its code."""
    if shutil.which("node") is None:
        missing("Node.js")

    async def main() -> None:
        door = Door(tmp_path)
        await door.server.start()
        told = {}
        for flaw in FLAWS:
            door.flaw = flaw
            environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(door.ca_file)}
            process = await asyncio.create_subprocess_exec(
                "node", "-e", ASK, door.server.url, env=environment, stdout=asyncio.subprocess.PIPE
            )
            told[flaw] = (await process.communicate())[0].decode().strip()
        assert told == {flaw: code for flaw, (_, code) in SAID.items()}
        assert door.trusted == []
        await door.server.stop()

    asyncio.run(main())
