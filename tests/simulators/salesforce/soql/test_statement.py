"""Plans that are kept."""

from __future__ import annotations

import pytest

from simulators.salesforce.errors import Refused
from simulators.salesforce.soql.statement import prepare

from ..tenant import Tenant


def test_queries_of_one_shape_share_a_plan(tenant: Tenant) -> None:
    """Over all worlds of a process; texts and clock are bound anew."""
    first = prepare("SELECT Id FROM Contact WHERE Email = 'a' AND CreatedDate = TODAY", tenant.view)
    second = prepare("SELECT Id FROM Contact WHERE Email = 'other' AND CreatedDate = TODAY", Tenant(seed=2).view)
    assert first is second


def test_operands_belong_to_the_view(tenant: Tenant) -> None:
    """Two requests never see each other's texts."""
    views = [tenant.view, tenant.view]
    for view, text in zip(views, ("One", "Two"), strict=True):
        prepare(f"SELECT Id FROM Contact WHERE LastName = '{text}'", view)
    assert ["one" in str(view.operands) for view in views] == [True, False]


def test_an_overlong_query_is_refused(tenant: Tenant) -> None:
    """100,000 characters."""
    with pytest.raises(Refused, match="cannot be longer"):
        prepare(" " * 100_001, tenant.view)


def test_date_literals_move_with_the_clock(tenant: Tenant) -> None:
    """Though the plan is the same."""
    tenant.create("Account", Name="A")
    query = "SELECT Name FROM Account WHERE CreatedDate = TODAY"
    assert len(tenant.rows(query)) == 1
    tenant.advance(86400)
    tenant.token = tenant.log_in()
    assert tenant.rows(query) == []
    assert len(tenant.rows(query.replace("TODAY", "YESTERDAY"))) == 1
