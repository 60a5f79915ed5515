"""partial-batch-success."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

import pytest

from windtunnel.fault import ExchangeFault
from windtunnel.fault.partial_batch_success import PartialBatchSuccessDescription
from windtunnel.kernel.errors import UsageError
from windtunnel.world.exchange import Exchange, conduct
from windtunnel.world.http import Request, Response, json_response

from .striking import Vendor, send


class Importer(Vendor):
    """A system that takes batches of numbers and keeps those that do not fail."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[int] = []
        self.fail_items: Callable[[Request, int], frozenset[int]] = lambda request, count: frozenset()

    def handle(self, request: Request) -> Response:
        """Work on every item."""
        items = json.loads(request.body)
        failing = self.fail_items(request, len(items))
        self.kept += [item for place, item in enumerate(items) if place not in failing]
        return json_response([place not in failing for place in range(len(items))])


def fault(**options: object) -> ExchangeFault:
    """Return the fault at work."""
    given = {"on": "crm", "kind": "partial-batch-success", **options}
    return PartialBatchSuccessDescription.model_validate(given).build(Random(3), 0.0)


def import_items(strike: ExchangeFault, system: Importer, items: list[int], operation: str = "Import") -> list[bool]:
    """Send a batch and return which items succeeded."""
    strike.target = system
    request = Request("POST", "/imports", body=json.dumps(items).encode())
    outcome = conduct(Exchange("crm", operation, {}, request, 0.0), system, [strike])
    assert outcome.response is not None
    told: list[bool] = outcome.response.json()
    return told


@pytest.mark.parametrize(("share", "failed"), [(0.01, 1), (0.5, 5), (0.99, 9)])
def test_some_items_fail_and_some_do_not(share: float, failed: int) -> None:
    """At least one of each, and nothing of those that fail comes about."""
    system, items = Importer(), list(range(10))
    told = import_items(fault(share=share), system, items)
    assert told.count(False) == failed
    assert system.kept == [item for item, kept in zip(items, told, strict=True) if kept]


def test_what_is_no_batch_is_no_opportunity() -> None:
    """One item cannot fail in part; other operations are spared."""
    strike, system = fault(operations=["Import"], count=1), Importer()
    assert import_items(strike, system, [1]) == [True]
    assert import_items(strike, system, [1, 2], operation="Export") == [True, True]
    assert strike.injected == 0
    assert sorted(import_items(strike, system, [1, 2])) == [False, True]
    assert import_items(strike, system, [1, 2]) == [True, True]
    assert strike.injected == 1


def test_the_same_seed_fails_the_same_items() -> None:
    """Chance follows from it."""
    assert import_items(fault(), Importer(), list(range(20))) == import_items(fault(), Importer(), list(range(20)))


def test_a_system_that_never_asks_is_told_of() -> None:
    """Rather than struck in silence, never."""
    strike, vendor = fault(), Vendor()
    strike.target = vendor
    with pytest.raises(UsageError, match="partial-batch-success on crm: the system names no items"):
        send(strike, vendor)
