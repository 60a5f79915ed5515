"""Parcels and what becomes of them."""

from __future__ import annotations

import pytest

from windtunnel.world.courier import DeliveryOutcome, NoCourier, Parcel


@pytest.mark.parametrize(("status", "delivered"), [(200, True), (204, True), (302, False), (500, False), (None, False)])
def test_only_2xx_is_delivered(status: int | None, delivered: bool) -> None:
    """A redirect is not."""
    assert DeliveryOutcome(status).delivered is delivered


def test_headers_of_the_answer_are_found_whatever_the_case() -> None:
    """Names are kept in lower case."""
    assert DeliveryOutcome(503, headers=(("retry-after", "3"),)).header("Retry-After") == "3"


def test_a_world_without_a_way_out_reports_that() -> None:
    """At once."""
    outcomes: list[DeliveryOutcome] = []
    NoCourier().send(Parcel("http://x", (), b"", 1.0, "e"), outcomes.append)
    assert [outcome.failure for outcome in outcomes] == ["unreachable"]
