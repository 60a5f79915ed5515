"""One record at a time."""

from __future__ import annotations

from .tenant import Tenant, error_of


def test_a_create_tells_where_the_record_is(tenant: Tenant) -> None:
    """201, a Location, id and success."""
    response = tenant.call("POST", "sobjects/Account", {"Name": "Acme"})
    content = response.json()
    assert content == {"id": content["id"], "success": True, "errors": []}
    assert response.header("Location") == f"/services/data/v68.0/sobjects/Account/{content['id']}"


def test_a_record_begins_with_its_attributes(tenant: Tenant) -> None:
    """Then come all fields in the order of the describe, nulls included."""
    account = tenant.create("Account", Name="Acme")
    record = tenant.read("Account", account)
    path = f"/services/data/v68.0/sobjects/Account/{account}"
    assert record["attributes"] == {"type": "Account", "url": path}
    fields = [field["name"] for field in tenant.get("sobjects/Account/describe")["fields"]]
    assert list(record) == ["attributes", *fields]
    assert record["Website"] is None


def test_fields_may_be_chosen(tenant: Tenant) -> None:
    """In any case, those of parents included; an unknown one is refused."""
    account = tenant.create("Account", Name="Acme")
    contact = tenant.create("Contact", LastName="L", AccountId=account)
    record = tenant.get(f"sobjects/Contact/{contact}?fields=lastname,Account.name,Account.Owner.Name")
    assert list(record) == ["attributes", "LastName", "Account"]
    assert (record["Account"]["Name"], record["Account"]["Owner"]["Name"]) == ("Acme", "Integration User")
    refused = tenant.call("GET", f"sobjects/Contact/{contact}?fields=Foo")
    assert error_of(refused)[1].startswith("No such column 'Foo' on entity 'Contact'.")


def test_numbers_keep_their_shape(tenant: Tenant) -> None:
    """Whole doubles have one decimal, integers none."""
    account = tenant.create("Account", Name="Acme", AnnualRevenue=40, NumberOfEmployees=5)
    body = tenant.call("GET", f"sobjects/Account/{account}").body
    assert b'"AnnualRevenue":40.0' in body
    assert b'"NumberOfEmployees":5' in body


def test_changes_and_deletions_answer_without_a_body(tenant: Tenant) -> None:
    """204."""
    account = tenant.create("Account", Name="Acme")
    changed = tenant.call("PATCH", f"sobjects/Account/{account}/", {"Name": "B"})
    deleted = tenant.call("DELETE", f"sobjects/Account/{account}")
    assert [(answer.status, answer.body) for answer in (changed, deleted)] == [(204, b"")] * 2
