"""A fresh simulator for each test."""

from __future__ import annotations

import pytest

from tests.simulators.anthropic.desk import EXAMPLES, Desk


@pytest.fixture
def desk() -> Desk:
    """Return a simulator with the default brain."""
    return Desk()


@pytest.fixture
def sorter() -> Desk:
    """Return a simulator whose brain knows three examples."""
    return Desk(brain={"kind": "examples", "examples": EXAMPLES})
