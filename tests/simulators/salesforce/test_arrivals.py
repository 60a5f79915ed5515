"""What customers and colleagues do."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from .tenant import Tenant


@pytest.mark.parametrize(
    ("row", "collection"),
    [
        ({"Subject": "Help", "Origin": "Web", "Priority": ""}, "Case"),
        ({"object": "lead", "LastName": "L", "Company": "C"}, "Lead"),
        ({"object": "Contact", "LastName": "L"}, "Contact"),
    ],
)
def test_a_row_becomes_a_record(tenant: Tenant, row: dict[str, str], collection: str) -> None:
    """Through the same code as the API: defaults, numbers, one effect."""
    record_id = tenant.system.arrive(row)
    (effect,) = tenant.effects
    assert (effect.collection, effect.id) == (collection, record_id)


@pytest.mark.parametrize("row", [{"object": "Nothing"}, {"object": "Lead"}, {"Foo": "x"}])
def test_a_row_that_the_org_refuses_is_an_error(tenant: Tenant, row: dict[str, str]) -> None:
    """The workload is wrong, not the subject."""
    with pytest.raises(UsageError):
        tenant.system.arrive(row)
