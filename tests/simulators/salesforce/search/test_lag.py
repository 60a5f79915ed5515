"""The lag of the search index."""

from __future__ import annotations

from ..tenant import Tenant


def found(tenant: Tenant, word: str) -> list[str]:
    """Return the names of accounts that a search finds."""
    path = f"search?q=FIND%20%7B{word}%7D%20IN%20NAME%20FIELDS%20RETURNING%20Account(Name)"
    return [record["Name"] for record in tenant.get(path)["searchRecords"]]


def test_the_index_holds_the_version_before(tenant: Tenant) -> None:
    """For five seconds; what is shown is the record as it is."""
    account = tenant.create("Account", Name="Oldname")
    assert found(tenant, "Oldname") == []
    tenant.advance(5)
    assert found(tenant, "Oldname") == ["Oldname"]
    tenant.update("Account", account, Name="Newname")
    assert (found(tenant, "Oldname"), found(tenant, "Newname")) == (["Newname"], [])
    tenant.advance(5)
    assert (found(tenant, "Oldname"), found(tenant, "Newname")) == ([], ["Newname"])


def test_a_waiting_record_keeps_its_turn(tenant: Tenant) -> None:
    """Changing it again does not delay it for ever."""
    account = tenant.create("Account", Name="First")
    for second in range(4):
        tenant.advance(1)
        tenant.update("Account", account, Name=f"Number{second}")
    tenant.advance(1)
    assert found(tenant, "Number3") == ["Number3"]


def test_a_deleted_record_is_gone_at_once(tenant: Tenant) -> None:
    """Waiting or not."""
    account = tenant.create("Account", Name="Shortlived")
    tenant.advance(5)
    tenant.delete("Account", account)
    assert found(tenant, "Shortlived") == []


def test_what_waits_is_forgotten_in_time(tenant: Tenant) -> None:
    """The bookkeeping does not grow."""
    for number in range(30):
        tenant.create("Account", Name=f"A{number}")
        tenant.advance(1)
    assert len(tenant.system.store["_unindexed"]) <= 7
