"""Records as JSON."""

from __future__ import annotations

from simulators.salesforce.rendering import short_record, whole_record

from .tenant import Tenant


def test_a_short_record_has_id_and_name(tenant: Tenant) -> None:
    """Under ``Name``, whatever the name field is called; objects without one show the id alone."""
    case, comment = tenant.org.type("Case"), tenant.org.type("CaseComment")
    case_id = tenant.create("Case", Subject="S")
    comment_id = tenant.create("CaseComment", ParentId=case_id)
    shown = short_record(case, tenant.system.store["Case"].get(case_id) or {}, tenant.view)
    assert (shown["Id"], shown["Name"]) == (case_id, "00001000")
    assert "Name" not in short_record(comment, tenant.system.store["CaseComment"].get(comment_id) or {}, tenant.view)


def test_the_url_carries_the_version(tenant: Tenant) -> None:
    """Of the request."""
    type = tenant.org.type("Organization")
    record = whole_record(type, tenant.org.row(tenant.org.id) or {}, tenant.view)
    assert record["attributes"]["url"] == f"/services/data/v68.0/sobjects/Organization/{tenant.org.id}"
    assert record["IsSandbox"] is False
