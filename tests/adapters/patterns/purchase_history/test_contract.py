"""What every warehouse promises: one set of tests for all databases."""

from __future__ import annotations

import pytest

from adapters.errors import SystemUnavailable
from adapters.ports.warehouse import Place, Purchase, Warehouse

from .conftest import COMPLETE_UNTIL, PURCHASES, Run

OURS = sorted((each for each in PURCHASES if each.customer_id == "c-1"), key=lambda p: (p.purchased_at, p.id))[::-1]


def test_the_lag_is_the_age_of_the_heartbeat(on_warehouse: Run) -> None:
    """In seconds, by one clock."""

    async def body(warehouse: Warehouse) -> None:
        assert 7.0 <= await warehouse.lag_seconds() < 60.0

    on_warehouse(body)


def test_pages_follow_each_other_without_gap_or_repetition(on_warehouse: Run) -> None:
    """Also where two purchases were made at the same moment; every value arrives as it is."""

    async def body(warehouse: Warehouse) -> None:
        found: list[Purchase] = []
        after: Place | None = None
        while page := await warehouse.page("c-1", after, 1):
            found += page
            after = Place(page[-1].purchased_at, page[-1].id)
        assert found == OURS
        assert await warehouse.page("c-1", None, 100) == OURS
        assert await warehouse.page("nobody", None, 100) == []

    on_warehouse(body)


def test_values_are_parameters(on_warehouse: Run) -> None:
    """Whatever a customer's id looks like."""

    async def body(warehouse: Warehouse) -> None:
        assert await warehouse.page("c-1' OR '1'='1", None, 100) == []
        assert await warehouse.page("%s; DROP TABLE purchases", None, 100) == []
        assert len(await warehouse.page("c-1", None, 100)) == len(OURS)

    on_warehouse(body)


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_a_stream_tells_everything_in_order(on_warehouse: Run, batch: int) -> None:
    """However much is fetched at once; one that is left early harms nobody."""

    async def body(warehouse: Warehouse) -> None:
        async with warehouse.all_purchases("c-1", batch) as purchases:
            assert [each async for each in purchases] == OURS
        async with warehouse.all_purchases("c-1", batch) as purchases:
            async for first in purchases:
                assert first == OURS[0]
                break
        assert len(await warehouse.page("c-1", None, 100)) == len(OURS)

    on_warehouse(body)


def test_changes_come_in_order_and_only_when_none_before_them_can_appear(on_warehouse: Run) -> None:
    """The last one waits until the primary says that all before it are in."""

    async def body(warehouse: Warehouse) -> None:
        assert [each.change_number for each in await warehouse.changes(0, 100)] == list(range(1, COMPLETE_UNTIL + 1))
        assert [each.change_number for each in await warehouse.changes(3, 2)] == [4, 5]
        assert await warehouse.changes(COMPLETE_UNTIL, 100) == []

    on_warehouse(body)


def test_a_closed_warehouse_is_unavailable(on_warehouse: Run) -> None:
    """As an error of the integration, not of a driver; closing again does nothing."""

    async def body(warehouse: Warehouse) -> None:
        await warehouse.close()
        with pytest.raises(SystemUnavailable):
            await warehouse.page("c-1", None, 1)
        await warehouse.close()

    on_warehouse(body)
