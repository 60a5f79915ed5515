"""Runs of the zoo are made once per session, whatever number of processes it has."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from . import specimens


@pytest.fixture(scope="session", autouse=True)
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep finished runs where the other processes of the session find them."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "zoo"
    folder.mkdir(exist_ok=True)
    specimens.SHELF[:] = [folder]
    yield
    specimens.SHELF.clear()
