"""Help desks for tests: in process, and served on a socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .desk import Desk
from .serving import Served, serving


@pytest.fixture
def desk() -> Desk:
    """A new help desk."""
    return Desk()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A help desk on a real socket, its clock moved by the control API alone."""
    folder: Path = tmp_path_factory.mktemp("zendesk")
    with serving(folder) as server:
        yield server
