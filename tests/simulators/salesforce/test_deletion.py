"""Deleting."""

from __future__ import annotations

import pytest

from windtunnel.simulator.store import Change

from .tenant import Tenant, error_of


def test_a_deleted_row_stays_in_query_all(tenant: Tenant) -> None:
    """Marked, for fifteen days; query and search know it no longer."""
    lead = tenant.create("Lead", LastName="L", Company="C")
    tenant.delete("Lead", lead)
    assert tenant.rows("SELECT Id FROM Lead") == []
    assert tenant.rows("SELECT Id, IsDeleted FROM Lead", deleted=True) == [{"Id": lead, "IsDeleted": True}]
    assert tenant.rows("SELECT Id FROM Lead WHERE IsDeleted = true ALL ROWS") == [{"Id": lead}]
    tenant.advance(15 * 86400 + 1)
    tenant.token = tenant.log_in()
    assert tenant.rows("SELECT Id FROM Lead", deleted=True) == []


def test_children_go_with_their_parent(tenant: Tenant) -> None:
    """Each deletion is an effect, children first."""
    account = tenant.create("Account", Name="Acme")
    contact = tenant.create("Contact", LastName="L", AccountId=account)
    task = tenant.create("Task", WhoId=contact)
    tenant.effects.clear()
    tenant.delete("Account", account)
    assert [(effect.id, effect.change) for effect in tenant.effects] == [
        (task, Change.DELETED),
        (contact, Change.DELETED),
        (account, Change.DELETED),
    ]


def test_a_restricting_child_forbids_it(tenant: Tenant) -> None:
    """The message names the children; nothing is deleted."""
    account = tenant.create("Account", Name="Acme")
    tenant.create("Case", AccountId=account)
    response = tenant.call("DELETE", f"sobjects/Account/{account}")
    assert response.json() == [
        {
            "message": "Your attempt to delete Acme could not be completed because it is associated with the following "
            "cases.: 00001000\n",
            "errorCode": "DELETE_FAILED",
            "fields": [],
        }
    ]
    assert tenant.read("Account", account)["Name"] == "Acme"


@pytest.mark.parametrize("type", ["User", "Profile"])
def test_some_objects_cannot_be_deleted(tenant: Tenant, type: str) -> None:
    """Users are deactivated instead."""
    record_id = tenant.rows(f"SELECT Id FROM {type}")[0]["Id"]
    response = tenant.call("DELETE", f"sobjects/{type}/{record_id}")
    assert (response.status, error_of(response)[0]) == (403, "INSUFFICIENT_ACCESS_OR_READONLY")


def test_objects_without_a_recycle_bin_are_gone(tenant: Tenant) -> None:
    """A role has no IsDeleted."""
    role = tenant.create("UserRole", Name="R")
    tenant.delete("UserRole", role)
    assert tenant.call("GET", f"sobjects/UserRole/{role}").status == 404
    assert tenant.rows("SELECT Id FROM UserRole", deleted=True) == []
