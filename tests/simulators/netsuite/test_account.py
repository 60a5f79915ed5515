"""The account that handlers see."""

from __future__ import annotations

import pytest

from simulators.netsuite.account import address
from simulators.netsuite.errors import Refused

from .tenant import Tenant


def test_types_are_found_in_any_case(tenant: Tenant) -> None:
    """An unknown one answers 404."""
    assert tenant.account.type("PURCHASEORDER").name == "purchaseOrder"
    with pytest.raises(Refused) as refused:
        tenant.account.type("spaceship")
    assert (refused.value.status, refused.value.code) == (404, "NONEXISTENT_RECORD_TYPE")


def test_families_share_internal_ids(tenant: Tenant) -> None:
    """A vendor and a customer never have the same one; items count by themselves."""
    account = tenant.account
    ids = [int(account.next_id(account.type(name))) for name in ("vendor", "customer", "contact", "serviceSaleItem")]
    assert ids[:3] == [ids[0], ids[0] + 1, ids[0] + 2]
    assert ids[3] < ids[0]


def test_a_record_is_found_by_both_ids(tenant: Tenant) -> None:
    """The external one after ``eid:``; other texts are no ids."""
    account, vendor = tenant.account, tenant.account.type("vendor")
    record_id = tenant.vendor(externalId="v/1")
    assert account.find(vendor, record_id) is account.find(vendor, "eid:v/1")
    for identifier, code in (
        ("9999", "NONEXISTENT_ID"),
        ("eid:v2", "NONEXISTENT_ID"),
        ("x", "INVALID_ID"),
        ("²", "INVALID_ID"),
    ):
        with pytest.raises(Refused) as refused:
            account.find(vendor, identifier)
        assert refused.value.code == code


def test_an_external_id_is_taken_for_the_whole_family(tenant: Tenant) -> None:
    """But not for the record that has it, nor for other families."""
    account, record_id = tenant.account, tenant.vendor(externalId="x")
    taken = [account.external_id_taken(account.type(name), "x", None) for name in ("vendor", "customer", "invoice")]
    assert taken == [True, True, False]
    assert not account.external_id_taken(account.type("vendor"), "x", record_id)


def test_time_is_told_to_the_second(tenant: Tenant) -> None:
    """As records hold it."""
    tenant.advance(0.75)
    assert tenant.account.now_text == "2026-01-05T09:00:00Z"
    assert tenant.account.today.isoformat() == "2026-01-05"


def test_a_record_has_an_address(tenant: Tenant) -> None:
    """Below the record API."""
    assert address(tenant.account.type("vendor"), 7) == "/services/rest/record/v1/vendor/7"
