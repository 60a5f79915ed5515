"""NetSuite's error envelope."""

from __future__ import annotations

import httpx
import pytest

from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    Conflict,
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    Rejected,
)
from adapters.systems.netsuite.refusals import error_codes, refuse
from adapters.systems.wire import Place

from .player import error

PLACE = Place("netsuite", "v1", "transformPurchaseOrderToVendorBill")


def response(status: int, body: object, method: str = "POST") -> httpx.Response:
    """Return an answer."""
    return httpx.Response(status, json=body, request=httpx.Request(method, "https://1.suitetalk.api.netsuite.com"))


def test_success_is_not_refused() -> None:
    """Nothing is raised, whatever the body."""
    refuse(response(200, error("USER_ERROR")), PLACE, 0.0)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "USER_ERROR", Rejected),
        (400, "IDEMPOTENCY_ERROR", Conflict),
        (400, "RCRD_HAS_BEEN_CHANGED", Conflict),
        (400, "INVALID_CONTENT", ContractError),
        (401, "INVALID_LOGIN", AuthenticationFailed),
        (403, "INSUFFICIENT_PERMISSION", ConfigurationError),
        (404, "NONEXISTENT_ID", NotFound),
        (404, "NONEXISTENT_RECORD_TYPE", ContractError),
        (400, "NEVER_SEEN", Rejected),
        (500, "UNEXPECTED_ERROR", OutcomeUnknown),
    ],
)
def test_a_code_has_its_error(status: int, code: str, kind: type[IntegrationError]) -> None:
    """Codes before statuses; what is not understood of a write leaves it in doubt."""
    with pytest.raises(IntegrationError) as caught:
        refuse(response(status, error(code)), PLACE, 0.0)
    assert type(caught.value) is kind


@pytest.mark.parametrize(("headers", "seconds"), [({}, None), ({"Retry-After": "7"}, 7.0)])
def test_a_full_account_says_how_long_to_wait_where_it_does(headers: dict[str, str], seconds: float | None) -> None:
    """The vendor does not; what stands in front of it may."""
    refused = httpx.Response(429, json=error("CONCURRENCY_LIMIT_EXCEEDED"), headers=headers)
    with pytest.raises(QuotaExceeded) as caught:
        refuse(refused, PLACE, 0.0)
    assert caught.value.retry_after_seconds == seconds


def test_codes_and_fields_are_told_and_texts_are_not() -> None:
    """Texts quote what was sent."""
    with pytest.raises(Rejected) as caught:
        refuse(response(400, error("USER_ERROR", "... Acmé GmbH ...", "entity")), PLACE, 0.0)
    assert str(caught.value) == "transformPurchaseOrderToVendorBill: HTTP 400, USER_ERROR"
    assert caught.value.fields == ("entity",)


def test_a_broken_contract_names_the_field() -> None:
    """The one that NetSuite does not know any more."""
    with pytest.raises(ContractError) as caught:
        refuse(response(400, error("INVALID_CONTENT", "Unknown field", "memo")), PLACE, 0.0)
    assert caught.value.field == "memo"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"o:errorDetails": "x"},
        {"o:errorDetails": [{"detail": "x"}]},
        {"o:errorDetails": [{"o:errorCode": "a b"}]},
    ],
)
def test_another_body_has_no_codes(body: object) -> None:
    """Then the status has to do."""
    assert error_codes(response(400, body)) == ()


def test_a_page_of_a_proxy_has_no_codes() -> None:
    """It is no refusal of the vendor."""
    assert error_codes(httpx.Response(502, text="[" * 50_000)) == ()
