"""Deprecation, sunset, stability."""

from __future__ import annotations

from datetime import date

import pytest

from windtunnel.contract.diff.rules.lifecycle import is_judged, removal, stability_change, sunset_date

from ..changing import TODAY, in_request, in_response, request
from ..changing import between as between_operations


@pytest.mark.parametrize(
    ("sunset", "expected"),
    [
        ({}, ("response-property-deprecated", "INFO")),
        ({"x-sunset": "2030-01-01"}, ("response-property-deprecated-with-sunset", "INFO")),
        ({"x-sunset": "2020-01-01"}, ("response-property-sunset-date-too-small", "ERR")),
        ({"x-sunset": "soon"}, ("response-property-deprecated-sunset-invalid", "ERR")),
    ],
)
def test_deprecation_says_until_when(sunset: dict[str, str], expected: tuple[str, str]) -> None:
    """A date in the past, or none that can be read, is a broken promise."""
    assert in_response({}, {"deprecated": True, **sunset}) == [expected]
    assert in_request({"deprecated": True, **sunset}, {}) == [("request-property-reactivated", "INFO")]


def test_stability_is_kept() -> None:
    """What says nothing is stable."""
    assert in_response({}, {"x-stability-level": "beta"}) == [("response-property-stability-decreased", "ERR")]
    assert in_request({"x-stability-level": "beta"}, {}) == [("request-property-stability-increased", "INFO")]
    assert in_request({}, {"x-stability-level": "firm"}) == [("api-invalid-stability-level", "ERR")]


def test_only_properties_are_told_of() -> None:
    """A body as a whole is as stable as its operation."""
    assert between_operations(request({}), request({"deprecated": True})) == []


def test_what_is_in_flux_may_change() -> None:
    """Draft and alpha are not judged."""
    assert is_judged({})
    assert not is_judged({"x-stability-level": "alpha"})
    assert stability_change({"x-stability-level": "draft"}, {}) is None
    assert stability_change({}, {"x-stability-level": "draft"}) == ("decreased", "stable", "draft")


@pytest.mark.parametrize("text", ["2027-01-31", "2027-01-31T10:00:00Z"])
def test_a_date_may_have_a_time(text: str) -> None:
    """Only the day counts."""
    assert sunset_date({"x-sunset": text}) == date(2027, 1, 31)


def test_a_removal_ends_as_it_was_announced() -> None:
    """Nothing is said once the day has come."""
    assert removal({}, TODAY) == ("", {})
    assert removal({"deprecated": True}, TODAY) == ("-with-deprecation", {})
    assert removal({"deprecated": True, "x-sunset": "2026-06-01"}, TODAY) is None
    assert removal({"deprecated": True, "x-sunset": "2026-06-02"}, TODAY) == (
        "-before-sunset",
        {"sunset": "2026-06-02"},
    )
