"""Orgs to test with: in process, and on a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..served import Served, serving
from .tenant import Tenant


@pytest.fixture
def tenant() -> Tenant:
    """An org on its first day, with somebody logged in."""
    return Tenant()


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An org on a socket, shared by all tests."""
    with serving("salesforce", tmp_path_factory.mktemp("ca")) as served:
        yield served


@pytest.fixture
def served(stand: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The org on a socket, as on its first day; every answer must be one that the contract describes."""
    stand.admin("POST", "reset")
    stand.complaints.clear()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", stand.entry["ca_file"])
    yield stand
    assert stand.complaints == []
