"""Creating and changing records."""

from __future__ import annotations

import pytest

from windtunnel.simulator.store import Change

from .tenant import Tenant, error_of


def test_a_record_is_stored_as_the_vendor_shows_it(tenant: Tenant) -> None:
    """Under its id, in the collection of its object, with one effect."""
    contact = tenant.create("Contact", LastName="Okafor", Email="ada@example.com")
    (effect,) = tenant.effects
    assert (effect.collection, effect.change, effect.id) == ("Contact", Change.CREATED, contact)
    assert effect.after is not None
    assert effect.after["Email"] == "ada@example.com"
    assert tenant.system.store["Contact"].get(contact) is effect.after


def test_every_change_stamps_the_record(tenant: Tenant) -> None:
    """Also one that changes no value; it is one effect."""
    account = tenant.create("Account", Name="Acme")
    tenant.advance(90)
    tenant.update("Account", account, Name="Acme")
    record = tenant.read("Account", account)
    assert record["CreatedDate"] == "2026-01-05T09:00:00.000+0000"
    assert record["LastModifiedDate"] == record["SystemModstamp"] == "2026-01-05T09:01:30.000+0000"
    assert [effect.change for effect in tenant.effects] == [Change.CREATED, Change.UPDATED]


@pytest.mark.parametrize(("method", "path"), [("POST", "sobjects/Profile"), ("PATCH", "sobjects/Profile/{id}")])
def test_some_objects_cannot_be_written(tenant: Tenant, method: str, path: str) -> None:
    """Profiles are an administrator's."""
    profile = tenant.rows("SELECT Id FROM Profile")[0]["Id"]
    response = tenant.call(method, path.format(id=profile), {"Name": "P"})
    assert error_of(response)[0] == "INVALID_TYPE_FOR_OPERATION"


def test_a_sparse_record_can_be_read_and_changed(tenant: Tenant) -> None:
    """Somebody may have put in a record by hand, with few of its fields."""
    record_id = "0035g00000Z0000AAB"
    tenant.system.store["Contact"].put(record_id, {"Id": record_id, "LastName": "Byhand", "Email": "by@hand.example"})
    assert tenant.rows("SELECT Id, Title, Account.Name FROM Contact WHERE Email = 'BY@hand.example'") == [
        {"Id": record_id, "Title": None, "Account": None}
    ]
    tenant.update("Contact", record_id, Title="CEO")
    assert tenant.read("Contact", record_id)["Title"] == "CEO"
