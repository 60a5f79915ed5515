"""The coverage table."""

from __future__ import annotations

from tests.windtunnel.building import answer, contract
from windtunnel.simulator import Operations, System
from windtunnel.simulator.coverage import Status, bound_to_nothing, counts, coverage, rows
from windtunnel.world.http import Response

THINGS = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}
OF = contract(
    {
        "/things": {"get": {"operationId": "list", "responses": answer(THINGS)}},
        "/things/{id}": {"get": {"operationId": "show", "responses": answer(THINGS["items"])}},
        "/things/{id}/melt": {"post": {"operationId": "melt", "responses": answer({})}},
    }
)
BOUND = Operations()
BOUND.bind("show", "shwo")(lambda call: Response())


class Forge(System):
    """A system in which one operation is written."""

    operations = (BOUND,)


def test_every_operation_is_bound_inferred_or_not_built() -> None:
    """In the contract's order; the words say what a caller gets."""
    assert rows(coverage(Forge, OF)) == [
        ("list", "GET", "/things", "inferred"),
        ("show", "GET", "/things/{id}", "bound"),
        ("melt", "POST", "/things/{id}/melt", "not built (501)"),
    ]


def test_the_table_is_of_a_class_and_not_of_the_contract_alone() -> None:
    """The kit's own class binds nothing."""
    assert [each.status for each in coverage(System, OF)] == [Status.INFERRED, Status.INFERRED, Status.NOT_BUILT]


def test_statuses_are_counted_and_none_is_left_out() -> None:
    """Zero is a number."""
    assert counts(coverage(System, OF)) == {Status.BOUND: 0, Status.INFERRED: 2, Status.NOT_BUILT: 1}


def test_a_binding_to_an_operation_that_does_not_exist_is_found() -> None:
    """It would never be called."""
    assert bound_to_nothing(Forge, OF) == ["shwo"]
