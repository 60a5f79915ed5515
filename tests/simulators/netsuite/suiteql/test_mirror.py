"""The copy of the records that queries run over."""

from __future__ import annotations

import gc
import sqlite3
from weakref import ref

import pytest

from simulators.netsuite.suiteql.mirror import TooMuchWork

from ..tenant import Tenant


def test_the_copy_follows_every_change(tenant: Tenant) -> None:
    """Created, changed and deleted records, and their lines."""

    def told() -> list[dict[str, str]]:
        return tenant.rows("SELECT t.id, l.rate FROM transaction t JOIN transactionline l ON l.transaction = t.id "
                           "WHERE l.mainline = 'F' AND t.id > 1001 ORDER BY l.linesequencenumber")  # fmt: skip

    assert told() == []
    order = tenant.order({"rate": 1}, {"rate": 2})
    assert told() == [{"id": order, "rate": "1"}, {"id": order, "rate": "2"}]
    tenant.call("PATCH", f"purchaseOrder/{order}?replace=item", {"item": {"items": [{"rate": 7}]}})
    assert told() == [{"id": order, "rate": "7"}]
    tenant.call("DELETE", f"purchaseOrder/{order}")
    assert told() == []


def test_what_was_undone_is_not_in_the_copy(tenant: Tenant) -> None:
    """A refused transform leaves nothing behind."""
    tenant.rows("SELECT id FROM transaction")
    body = {"item": {"items": [{"orderLine": 9}]}}
    assert tenant.call("POST", "purchaseOrder/1000/!transform/vendorBill", body).status == 400
    assert len(tenant.rows("SELECT id FROM transaction")) == 2


def test_a_copy_that_was_forgotten_is_made_again(tenant: Tenant) -> None:
    """From the records as they are."""
    tenant.vendor(entityId="V")
    tenant.system.mirror.forget()
    assert tenant.rows("SELECT entityid FROM vendor WHERE entityid = 'V'") == [{"entityid": "V"}]


def test_a_query_that_does_not_end_is_stopped(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a number of steps."""
    monkeypatch.setattr(tenant.account, "limit", lambda name: {"suiteql_steps": 200_000}[name])
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT SUM(n) FROM x"
    with pytest.raises(TooMuchWork):
        tenant.system.mirror.run(endless, 10)
    assert tenant.system.mirror.run("SELECT 1", 10)[1] == [(1,)]


def test_no_more_rows_are_fetched_than_may_be_told(tenant: Tenant) -> None:
    """The ceiling is the caller's."""
    assert tenant.system.mirror.run('SELECT "id" FROM "currency"', 3)[1] == [(1,), (2,), (3,)]


def test_an_account_goes_with_everything_that_belongs_to_it() -> None:
    """The garbage collector does not see the functions of a connection; they must not hold the account."""
    tenant = Tenant()
    tenant.rows("SELECT BUILTIN.DF(entity) FROM transaction")
    account, connection = ref(tenant.system.account), tenant.system.mirror._connection
    assert connection is not None
    del tenant
    gc.collect()
    assert account() is None
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        connection.execute("SELECT 1")
