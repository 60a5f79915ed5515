"""What a test is evidence of."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build
from windtunnel.world.http import Request

from .witness import Witness, as_json

PROJECT = Project(Path(__file__).resolve().parents[3])


def met(file: str, *headers: dict[str, str]) -> list[str]:
    """Return what calls of one operation are evidence of, when a test in ``file`` makes them."""
    system = build(PROJECT, "openai", SteppedClock(), Randomness(1))
    witness = Witness()
    witness.file = file
    witness.attach()
    try:
        for given in headers:
            key = {"authorization": f"Bearer {system.credentials['api_key']}"}
            system.handle(Request("GET", "/v1/models", headers={**key, **given}))
    finally:
        witness.detach()
    (found,) = as_json(witness.met)["openai"].values()
    return found


@pytest.mark.parametrize(
    ("file", "headers", "expected"),
    [
        ("test_client_session.py", {}, ["client"]),
        ("test_contract.py", {}, ["fuzzed"]),
        ("test_models.py", {}, []),
        ("test_client_session.py", {"authorization": "Bearer wrong"}, ["errors"]),
    ],
)
def test_evidence_depends_on_who_asked_and_what_was_answered(
    file: str, headers: dict[str, str], expected: list[str]
) -> None:
    """A client that was refused is evidence of the error, not of the operation."""
    assert met(file, headers) == expected


def test_nothing_is_left_attached() -> None:
    """Afterwards a simulator is what it was."""
    before = Witness()._handle
    met("test_models.py", {})
    assert Witness()._handle is before
