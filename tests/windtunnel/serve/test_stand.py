"""Stands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.clock import EPOCH
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.serve.stand import Stand

from .standing import ERRAND, Bench, on_a_stand


def test_credentials_follow_from_the_seed(tmp_path: Path) -> None:
    """Two stands of one seed hand out the same."""

    async def credentials(seed: int) -> dict[str, str]:
        stand = Stand(Project(ERRAND), seed=seed, folder=tmp_path, epoch=EPOCH)
        await stand.serve(["desk"])
        directory = stand.directory()
        await stand.stop()
        found: dict[str, str] = directory["desk"]["credentials"]
        return found

    assert asyncio.run(credentials(1)) == asyncio.run(credentials(1))
    assert asyncio.run(credentials(1)) != asyncio.run(credentials(2))


def test_a_fixed_port_is_served(tmp_path: Path) -> None:
    """The others get free ones."""

    async def main() -> None:
        probe = Stand(Project(ERRAND), seed=1, folder=tmp_path, epoch=EPOCH)
        await probe.serve(["desk"])
        port = int(probe.directory()["desk"]["url"].rpartition(":")[2])
        await probe.stop()
        stand = Stand(Project(ERRAND), seed=1, folder=tmp_path, epoch=EPOCH)
        await stand.serve(["desk"], {"desk": port})
        assert stand.directory()["desk"]["url"].endswith(f":{port}")
        await stand.stop()

    asyncio.run(main())


def test_an_unknown_system_is_refused(tmp_path: Path) -> None:
    """Before anything listens."""

    async def main() -> None:
        stand = Stand(Project(ERRAND), seed=1, folder=tmp_path, epoch=EPOCH)
        with pytest.raises(UnknownNameError, match="did you mean 'desk'"):
            await stand.serve(["dek"])
        await stand.stop()

    asyncio.run(main())


def test_systems_of_a_stand_share_one_clock(tmp_path: Path) -> None:
    """Moving it at one moves it at all."""

    async def body(bench: Bench) -> None:
        room = bench.stand.directory()["room"]["admin_url"]
        await bench.control("PUT", "clock", {"advance_seconds": 60})
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{room}clock")).json()["now"] == EPOCH + 60

    on_a_stand(tmp_path, body)
