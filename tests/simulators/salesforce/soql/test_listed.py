"""Records with a list of fields."""

from __future__ import annotations

import pytest

from simulators.salesforce.errors import Refused
from simulators.salesforce.soql.listed import record_with

from ..tenant import Tenant


def test_named_fields_are_shown_once(tenant: Tenant) -> None:
    """In the order of the list, those of parents below them."""
    contact = tenant.create("Contact", LastName="L")
    type = tenant.org.type("Contact")
    record = tenant.org.rows(type).get(contact)
    assert record is not None
    shown = record_with(type, record, tenant.view, "lastname, Owner.Name ,LastName,MailingAddress")
    assert list(shown) == ["attributes", "LastName", "Owner", "MailingAddress"]
    assert shown["Owner"]["Name"] == "Integration User"
    with pytest.raises(Refused, match="No such column 'Foo'"):
        record_with(type, record, tenant.view, "Id,Foo")
