"""A simulator on a socket."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from windtunnel.gate.checks.stage import SNAPSHOT, served

from ..desk import context, write_project


def test_the_simulator_answers_without_quotas_and_can_be_taken_back(tmp_path: Path) -> None:
    """To the state right after signing in; afterwards nobody listens."""
    quota = {"name": "all", "algorithm": "fixed-window", "limit": 1, "window_seconds": 60}
    root = write_project(tmp_path, quotas=[quota])

    async def session() -> str:
        async with served(context(root, {}), tmp_path) as stage, httpx.AsyncClient(trust_env=False) as client:
            for number in "123":
                ticket = {"id": number, "status": "open"}
                created = await client.post(f"{stage.url}/api/v1/tickets", json=ticket)
                assert created.status_code == 201
            await client.put(f"{stage.control}snapshot", json={"name": SNAPSHOT})
            assert (await client.get(f"{stage.url}/api/v1/tickets")).json() == []
            return stage.url

    url = asyncio.run(session())
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
