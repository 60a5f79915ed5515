"""The history of a customer, kept by Salesforce: what is found, and what is not believed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters.errors import ConfigurationError, ContractError, IntegrationError, QuotaExceeded, SystemUnavailable
from adapters.ports.history import PastCase
from adapters.systems.salesforce.history import SalesforceHistory
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import Fault, Vendor, cut, drop_at, html, play, refuse_connection, say, set_at, spoil

from .player import EMAIL, SETTINGS, error

PATH = "/services/data/v68.0/queryAll"
_WHERE = re.compile(
    r"FROM Case WHERE Contact\.Email = '((?:[^'\\]|\\.)*)' ORDER BY CreatedDate DESC, Id DESC LIMIT (\d+)$"
)


def case(number: int, **fields: object) -> dict[str, Any]:
    """Return a row, the newer the higher its number."""
    return {
        "attributes": {"type": "Case", "url": "/services/data/v68.0/sobjects/Case/500"},
        "Id": f"50000000000000{number}",
        "CaseNumber": f"0000100{number}",
        "Subject": "Card never came",
        "Status": "Closed",
        "IsClosed": True,
        "CreatedDate": f"2025-09-0{number}T12:00:00.000+0000",
        "Contact": {"attributes": {"type": "Contact"}, "Email": EMAIL},
    } | fields


class FakeOrg(Vendor):
    """An org with cases, newest first."""

    def __init__(self, *cases: dict[str, Any]) -> None:
        super().__init__()
        self.cases = list(cases)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer the one query."""
        assert request.url.path == PATH
        where = _WHERE.search(request.url.params["q"])
        assert where is not None
        rows = [row for row in self.cases if row["Contact"]["Email"] == where[1]][: int(where[2])]
        return httpx.Response(200, json={"totalSize": len(rows), "done": True, "records": rows})


def recent(vendor: FakeOrg, email: str = EMAIL, limit: int = 5) -> tuple[PastCase, ...]:
    """Look the history up."""

    async def main(clock: FakeClock) -> tuple[PastCase, ...]:
        return await SalesforceHistory(vendor.client(), SETTINGS, clock).recent(email, limit)

    return play(main)


def test_the_newest_cases_are_found() -> None:
    """One query, deleted cases included, and nothing of Salesforce's shape is left."""
    vendor = FakeOrg(case(2, Subject=None, Status="New", IsClosed=False), case(1))
    assert recent(vendor) == (
        PastCase(
            number="00001002", subject=None, status="New", closed=False, opened_at=datetime(2025, 9, 2, 12, tzinfo=UTC)
        ),
        PastCase(
            number="00001001",
            subject="Card never came",
            status="Closed",
            closed=True,
            opened_at=datetime(2025, 9, 1, 12, tzinfo=UTC),
        ),
    )
    assert vendor.operations() == ["QueryAll"]


def test_no_cases_are_an_answer() -> None:
    """Also for somebody whom nobody knows."""
    assert recent(FakeOrg(case(1)), "nobody@mail.example") == ()


def test_no_more_are_asked_for_than_wanted() -> None:
    """The limit is the system's business."""
    assert len(recent(FakeOrg(case(3), case(2), case(1)), limit=2)) == 2


@pytest.mark.parametrize("limit", [0, 201])
def test_a_limit_that_is_no_page_is_refused(limit: int) -> None:
    """Before anything is sent."""
    vendor = FakeOrg()
    with pytest.raises(ValueError, match="between 1 and 200"):
        recent(vendor, limit=limit)
    assert vendor.requests == []


@pytest.mark.parametrize("email", ["o\\'neil@mail.example", "x' OR Subject != '", "a\\"])
def test_no_text_breaks_out_of_the_query(email: str) -> None:
    """The classic attacks find nothing."""
    assert recent(FakeOrg(case(1)), email) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("totalSize"), "totalSize"),
        (set_at("totalSize", "2"), "totalSize"),
        (set_at("totalSize", 3), "totalSize"),
        (set_at("done", False), "totalSize"),
        (set_at("records", {}), "records"),
        (drop_at("records.0.Id"), "records.0.Id"),
        (set_at("records.0.Id", "003000000000002"), "records.0.Id"),
        (set_at("records.0.Id", 500), "records.0.Id"),
        (set_at("records.0.CaseNumber", 1001), "records.0.CaseNumber"),
        (drop_at("records.0.Subject"), "records.0.Subject"),
        (set_at("records.0.Status", None), "records.0.Status"),
        (set_at("records.0.IsClosed", "true"), "records.0.IsClosed"),
        (set_at("records.0.CreatedDate", "02/09/2025"), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", "2025-10-09T08:58:21.000+0000"), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", "2025-08-01T00:00:00.000+0000"), "records.1.CreatedDate"),
        (set_at("records.1.Contact", None), "records.1.Contact"),
        (set_at("records.1.Contact.Email", "bob@mail.example"), "records.1.Contact.Email"),
    ],
)
def test_drift_is_a_typed_error_that_names_the_field(change: Callable[[Any], None], field: str) -> None:
    """System, version, operation and field are told, and no value of the payload."""
    vendor = FakeOrg(case(2), case(1))
    vendor.disturb("QueryAll", spoil(change))
    with pytest.raises(ContractError) as caught:
        recent(vendor)
    raised = caught.value
    assert (raised.system, raised.version, raised.operation, raised.field) == ("salesforce", "v68.0", "QueryAll", field)
    assert EMAIL not in str(raised)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (html, ContractError),
        (cut, ContractError),
        (refuse_connection, SystemUnavailable),
        (say(403, error("REQUEST_LIMIT_EXCEEDED")), QuotaExceeded),
        (say(400, error("INVALID_FIELD")), ConfigurationError),
        (say(404, error("NOT_FOUND")), ContractError),
        (say(503, error("SERVER_UNAVAILABLE")), SystemUnavailable),
    ],
)
def test_refusals_are_the_errors_of_the_integration(fault: Fault, kind: type[IntegrationError]) -> None:
    """By the vendor's code, else by the status."""
    vendor = FakeOrg(case(1))
    vendor.disturb("QueryAll", fault)
    with pytest.raises(kind):
        recent(vendor)
