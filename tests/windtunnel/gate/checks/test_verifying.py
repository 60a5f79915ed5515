"""The process that verifies pacts; it prints natively, so it is always run as a process."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from windtunnel.gate.checks.extra import lines_from
from windtunnel.gate.checks.pacts import MODULE
from windtunnel.gate.checks.stage import SNAPSHOT, served

from ..desk import context, write_project
from .pacts_of_desk import FOUND, MISSING, interaction, write_pact

pytestmark = pytest.mark.thorough


def verified(root: Path, *interactions: dict[str, Any], **states: Any) -> dict[str, Any]:
    """Verify interactions against the simulator of ``desk``."""
    file = write_pact(root, *interactions)

    async def ask() -> dict[str, Any]:
        async with served(context(root, {}), root) as stage:
            order = {"url": stage.url, "provider": "desk", "headers": {"X-Key": "1"}, "control": stage.control}
            order |= {"snapshot": SNAPSHOT, "states": states, "pacts": [str(file)]}
            lines, trouble = await lines_from(MODULE, order, 60, root)
            assert trouble == ""
            return dict(lines[-1])

    return asyncio.run(ask())


def test_every_interaction_begins_in_the_first_state(tmp_path: Path) -> None:
    """What one puts in, the next does not see; control and planted change are verified too."""
    ticket = {"id": "7", "status": "open"}
    first = interaction(FOUND, "/api/v1/tickets/7", 200, ticket, state="there")
    second = interaction(MISSING, "/api/v1/tickets/7", 404)
    answer = verified(write_project(tmp_path), first, second, there={"tickets": {"7": ticket}})
    assert list(answer["files"].values()) == [[]]
    assert (answer["control"], answer["planted"]) == (True, True)


def test_each_mismatch_is_told_with_its_interaction(tmp_path: Path) -> None:
    """Position, description, place and message."""
    ok = interaction(MISSING, "/api/v1/tickets/7", 404)
    answer = verified(write_project(tmp_path), ok, interaction(FOUND, "/api/v1/tickets/7", 200))
    ((only,),) = answer["files"].values()
    assert (only["index"], only["description"], only["place"]) == (1, FOUND, "status")
    assert only["message"] == "expected 200 but was 404"


def test_a_state_that_cannot_be_put_in_is_a_mismatch(tmp_path: Path) -> None:
    """The interaction says nothing then."""
    states = {"there": {"tickets": "none"}}
    answer = verified(write_project(tmp_path), interaction(MISSING, "/api/v1/x", 404, state="there"), **states)
    ((only,),) = answer["files"].values()
    assert (only["description"], only["place"]) == (MISSING, "state")
    assert only["message"].startswith("state 'there' cannot be put in")
