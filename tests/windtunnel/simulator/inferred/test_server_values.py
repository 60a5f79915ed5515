"""What a server sets in a record by itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import contract, system
from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.simulator import Call
from windtunnel.simulator.inferred.resources import Resource
from windtunnel.simulator.inferred.server_values import ServerValues, touched, written
from windtunnel.simulator.inferred.views import Views
from windtunnel.world.http import Request


def calling(seconds: float = 60.5) -> Call:
    """Return a call a while after the world began."""
    clock = SteppedClock()
    clock.advance(seconds)
    return Call(system(contract({}), clock=clock), Request("PUT", "/things/7", headers={"host": "h"}))


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "2026-01-05T09:01:00Z"),
        ({"type": "string", "pattern": r"\.\d{3}Z$"}, "2026-01-05T09:01:00.500Z"),
        ({"type": "string", "pattern": r"\+0000$"}, "2026-01-05T09:01:00.500+0000"),
        ({"type": "string", "pattern": "^nothing$"}, "2026-01-05T09:01:00Z"),
        ({"type": "string", "format": "date"}, "2026-01-05"),
        ({"type": "number"}, int(EPOCH) + 60),
    ],
)
def test_times_are_written_as_the_contract_allows(schema: dict[str, Any], value: Any) -> None:
    """In the first usual form that fits its pattern."""
    values = ServerValues(Views(contract({})))
    record = values.filled(calling(), Resource("things", "thing", properties={"created_at": schema}), {})
    assert record == {"created_at": value}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2020-01-01T00:00:00Z", "2026-01-05T09:01:00Z"),
        ("2020-01-01T00:00:00.000Z", "2026-01-05T09:01:00.500Z"),
        ("2020-01-01", "2026-01-05"),
        (1577836800, int(EPOCH) + 60),
        (None, None),
    ],
)
def test_a_time_of_change_keeps_its_form(before: Any, after: Any) -> None:
    """And is left alone when there is none, or when the caller sent it."""
    record = {"updated_at": before, "created_at": "x", "name": "a"}
    assert touched(calling(), record, {"name": "a"}) == {**record, "updated_at": after}
    assert touched(calling(), record, {"updated_at": before}) == record


def test_a_record_that_is_put_knows_its_own_address() -> None:
    """The path that was called."""
    resource = Resource("things", "thing", properties={"url": {"type": "string", "readOnly": True}})
    assert ServerValues(Views(contract({}))).filled(calling(), resource, {"id": 7}) == {
        "id": 7,
        "url": "http://h/things/7",
    }


def test_milliseconds_have_a_letter_of_their_own() -> None:
    """``%L``, padded."""
    assert written(EPOCH + 0.007, "%S.%L") == "00.007"
