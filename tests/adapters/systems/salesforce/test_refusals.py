"""Salesforce's list of errors."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import ConfigurationError, ContractError
from adapters.systems.salesforce.refusals import error_codes, refuse
from adapters.systems.wire import Place

from .player import error

PLACE = Place("salesforce", "v68.0", "Query")


def response(status: int, body: object) -> httpx.Response:
    """Return an answer to a query."""
    return httpx.Response(status, json=body, request=httpx.Request("GET", "https://example.my.salesforce.com"))


def test_success_is_not_refused() -> None:
    """Nothing is raised, whatever the body."""
    refuse(response(200, error("INVALID_FIELD")), PLACE, 0.0)


def test_the_code_is_told_and_the_message_is_not() -> None:
    """Messages quote the query, and with it the customer's address."""
    with pytest.raises(ConfigurationError) as caught:
        refuse(response(400, error("INVALID_FIELD", "... Email = 'ann@mail.example' ...")), PLACE, 0.0)
    assert str(caught.value) == "Query: HTTP 400, INVALID_FIELD"


@pytest.mark.parametrize("status", [404, 410])
def test_a_version_that_is_gone_breaks_the_contract(status: int) -> None:
    """It is not taken for a customer that does not exist."""
    with pytest.raises(ContractError, match="version or resource is gone"):
        refuse(response(status, error("NOT_FOUND")), PLACE, 0.0)


@pytest.mark.parametrize(
    "body", [{}, [], ["x"], [{"message": "x"}], [{"message": "x", "errorCode": "with blank"}], None]
)
def test_a_body_that_is_no_list_of_errors_has_no_codes(body: object) -> None:
    """Then the status has to do."""
    assert error_codes(response(400, body)) == ()


def test_a_body_that_is_no_json_has_no_codes() -> None:
    """A proxy's page is no refusal of the vendor."""
    assert error_codes(httpx.Response(502, text="[" * 50_000)) == ()
