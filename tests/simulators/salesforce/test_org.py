"""What the simulator's parts share."""

from __future__ import annotations

import pytest

from simulators.salesforce.errors import Refused

from .tenant import Tenant


def test_rows_are_found_by_either_form_of_an_id(tenant: Tenant) -> None:
    """15 or 18 characters."""
    record_id = tenant.create("Account", Name="Acme")
    type = tenant.org.type("account")
    assert tenant.org.find(type, record_id[:15]) is tenant.org.find(type, record_id) is tenant.org.row(record_id)


def test_an_unknown_object_is_not_found(tenant: Tenant) -> None:
    """404 with the vendor's text."""
    with pytest.raises(Refused, match="The requested resource does not exist") as refused:
        tenant.org.type("Nothing__c")
    assert refused.value.status == 404


def test_the_clock_is_the_world_s(tenant: Tenant) -> None:
    """Records keep whole seconds of it."""
    tenant.advance(1.7)
    assert tenant.org.now_text == "2026-01-05T09:00:01.000+0000"
