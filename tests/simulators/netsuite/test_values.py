"""Values of a body."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.netsuite.errors import Refused
from simulators.netsuite.record_types import Field, Kind
from simulators.netsuite.values import name_of, read_value

from .tenant import Tenant


def read(tenant: Tenant, kind: Kind, value: Any, *targets: str) -> Any:
    """Read a value of a field."""
    return read_value(tenant.account, Field("f", kind, False, targets), value, "f")


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        (Kind.TEXT, "ö 🚀", "ö 🚀"),
        (Kind.BOOLEAN, False, False),
        (Kind.NUMBER, 7, 7.0),
        (Kind.INTEGER, 7, 7),
        (Kind.DATE, "2026-01-31", "2026-01-31"),
        (Kind.MOMENT, "2026-01-31T10:00:00+01:00", "2026-01-31T09:00:00Z"),
        (Kind.ENUM, {"id": "_pendingBill"}, {"id": "_pendingBill", "refName": "Pending Bill"}),
        (Kind.ENUM, "PDF", {"id": "PDF", "refName": "PDF"}),
        (Kind.OBJECT, {"city": "Bern", "addr2": None, "links": []}, {"city": "Bern"}),
        (Kind.TEXT, "", None),
        (Kind.NUMBER, None, None),
    ],
)
def test_a_value_that_fits_is_held(tenant: Tenant, kind: Kind, value: Any, held: Any) -> None:
    """In the form in which records hold it; nothing clears."""
    assert read(tenant, kind, value) == held


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.TEXT, 7),
        (Kind.BOOLEAN, "T"),
        (Kind.BOOLEAN, 1),
        (Kind.NUMBER, "7"),
        (Kind.NUMBER, True),
        (Kind.NUMBER, 1e300),
        (Kind.INTEGER, 7.5),
        (Kind.INTEGER, 2**60),
        (Kind.DATE, "1/31/2026"),
        (Kind.DATE, 20260131),
        (Kind.MOMENT, "2026-01-31"),
        (Kind.ENUM, {"refName": "x"}),
        (Kind.ENUM, 7),
        (Kind.OBJECT, "x"),
        (Kind.OBJECT, {"city": 7}),
        (Kind.REFERENCE, "1"),
        (Kind.REFERENCE, {"id": 1}),
        (Kind.REFERENCE, {}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(tenant: Tenant, kind: Kind, value: Any) -> None:
    """With the path of its field."""
    with pytest.raises(Refused) as refused:
        read(tenant, kind, value, "vendor")
    (detail,) = refused.value.details
    assert detail.code == "INVALID_CONTENT"
    assert (detail.place or ("", ""))[1].startswith("f")


def test_a_text_has_an_end(tenant: Tenant) -> None:
    """4,000 characters."""
    assert read(tenant, Kind.TEXT, "x" * 4000)
    with pytest.raises(Refused, match="maximum number"):
        read(tenant, Kind.TEXT, "x" * 4001)


def test_a_reference_leads_to_a_record(tenant: Tenant) -> None:
    """By either id, to one of the types of the field."""
    vendor = tenant.vendor(externalId="v", companyName="Acme")
    for given in ({"id": vendor}, {"externalId": "v"}, {"id": vendor, "refName": "old"}):
        assert read(tenant, Kind.REFERENCE, given, "customer", "vendor") == {"id": vendor, "refName": "Acme"}
    for given in ({"id": "9999"}, {"externalId": "w"}):
        with pytest.raises(Refused, match="Invalid Field Value") as refused:
            read(tenant, Kind.REFERENCE, given, "customer", "vendor")
        assert refused.value.code == "USER_ERROR"
    with pytest.raises(Refused):
        read(tenant, Kind.REFERENCE, {"id": vendor}, "customer")


def test_records_have_names_that_people_use(tenant: Tenant) -> None:
    """A transaction is called by its kind and number."""
    account = tenant.account
    order = account.type("purchaseOrder")
    assert name_of(order, account.find(order, "1000")) == "Purchase Order #PO-7"
    term = account.type("term")
    assert name_of(term, account.find(term, "1")) == "Net 15"
    assert name_of(account.type("account"), {"id": "3"}) == "3"
