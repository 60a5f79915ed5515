"""Zendesk's four envelopes."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import ContractError, NotFound, Rejected
from adapters.systems.wire import Place
from adapters.systems.zendesk.refusals import refuse

PLACE = Place("zendesk", "v2", "UpdateTicket")


def refused(status: int, body: object) -> Exception:
    """Return the error for an answer."""
    request = httpx.Request("PUT", "https://example.zendesk.com/api/v2/tickets/1")
    with pytest.raises(Exception) as caught:
        refuse(httpx.Response(status, json=body, request=request), PLACE, 0.0)
    return caught.value


def test_success_is_not_refused() -> None:
    """Nothing is raised, whatever the body."""
    refuse(httpx.Response(204), PLACE, 0.0)


def test_a_failed_validation_names_the_fields() -> None:
    """Field names are told, descriptions are not: they can quote the payload."""
    details = {"subject": [{"description": "Subject: Ann's secret is too long"}], "Bad Name!": [{}]}
    error = refused(422, {"error": "RecordInvalid", "details": details})
    assert isinstance(error, Rejected)
    assert error.fields == ("subject",)
    assert str(error) == "UpdateTicket: HTTP 422 RecordInvalid subject"


@pytest.mark.parametrize("body", [None, [], "text", {"details": []}, {"error": 5}])
def test_a_validation_error_without_details_is_still_one(body: object) -> None:
    """An envelope that nobody knows does not hide the refusal."""
    assert isinstance(refused(422, body), Rejected)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": "RecordNotFound"}, "RecordNotFound"),
        ({"error": {"title": "Forbidden", "message": "for Ann"}}, "Forbidden"),
        ({"errors": [{"code": "InvalidPaginationDepth", "detail": "x"}]}, "InvalidPaginationDepth"),
    ],
)
def test_the_code_of_every_envelope_is_told(body: object, code: str) -> None:
    """Three of the four have one."""
    assert str(refused(400, body)) == f"UpdateTicket: HTTP 400, {code}"


def test_texts_that_are_no_codes_are_not_told() -> None:
    """They could be anything."""
    assert str(refused(400, {"error": "Ann's secret"})) == "UpdateTicket: HTTP 400"


def test_a_missing_record_and_a_missing_endpoint_are_told_apart() -> None:
    """The second one means that the contract has changed."""
    assert isinstance(refused(404, {"error": "RecordNotFound"}), NotFound)
    assert isinstance(refused(404, {"error": "InvalidEndpoint"}), ContractError)
