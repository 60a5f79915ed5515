"""Accounts to test with: in process, and on a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..served import Served, serving
from .tenant import ORDERS, Tenant


@pytest.fixture
def tenant() -> Tenant:
    """An account with two orders, and an integration that is signed in."""
    return Tenant({"purchase_orders": ORDERS})


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An account on a socket, shared by all tests."""
    with serving("netsuite", tmp_path_factory.mktemp("ca")) as served:
        yield served


@pytest.fixture
def served(stand: Served) -> Iterator[Served]:
    """The account on a socket, as on its first day; every answer must be one that the contract describes."""
    stand.admin("POST", "reset")
    stand.complaints.clear()
    yield stand
    assert stand.complaints == []
