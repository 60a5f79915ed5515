"""Workspaces to test with."""

from __future__ import annotations

import pytest

from .desk import Desk


@pytest.fixture
def desk() -> Desk:
    """A workspace on its first day."""
    return Desk()
