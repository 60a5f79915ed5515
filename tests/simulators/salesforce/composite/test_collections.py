"""sObject collections."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant, error_of

Records = list[dict[str, Any]]


def record(type: str, **values: Any) -> dict[str, Any]:
    """Return a record of a collection."""
    return {"attributes": {"type": type}, **values}


def save(tenant: Tenant, method: str, records: Records, path: str = "composite/sobjects", **options: Any) -> Records:
    """Return the results of a collection."""
    response = tenant.call(method, path, {**options, "records": records})
    assert response.status == 200, response.body
    results: Records = response.json()
    return results


def test_records_are_created_one_by_one(tenant: Tenant) -> None:
    """A bad one tells its error; the code is called statusCode."""
    results = save(tenant, "POST", [record("Account", Name="A"), record("contact"), {"Name": "x"}, record("Nothing")])
    assert [result["success"] for result in results] == [True, False, False, False]
    codes = [result["errors"][0]["statusCode"] for result in results[1:]]
    assert codes == ["REQUIRED_FIELD_MISSING", "INVALID_TYPE", "INVALID_TYPE"]


def test_all_or_none_creates_nothing(tenant: Tenant) -> None:
    """And has no effects."""
    results = save(tenant, "POST", [record("Account", Name="A"), record("Contact")], allOrNone=True)
    assert results[0]["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert tenant.effects == []
    assert tenant.rows("SELECT Id FROM Account") == []


def test_records_are_changed_by_their_ids(tenant: Tenant) -> None:
    """In either form and spelling; faulty ids are told apart."""
    account = tenant.create("Account", Name="A")
    gone = tenant.create("Account", Name="B")
    tenant.delete("Account", gone)
    ids: list[dict[str, Any]] = [
        {"id": account[:15]},
        {},
        {"Id": "x"},
        {"id": gone},
        {"id": "0015g00000Zzzzz"},
        {"id": "0035g00000Zzzzz"},
    ]
    results = save(tenant, "PATCH", [record("Account", Name="C", **each) for each in ids])
    assert results[0] == {"id": account, "success": True, "errors": []}
    codes = [result["errors"][0]["statusCode"] for result in results[1:]]
    assert codes == [
        "MISSING_ARGUMENT",
        "MALFORMED_ID",
        "ENTITY_IS_DELETED",
        "INVALID_CROSS_REFERENCE_KEY",
        "MALFORMED_ID",
    ]
    assert tenant.read("Account", account)["Name"] == "C"


def test_records_are_upserted_by_an_external_id(tenant: Tenant) -> None:
    """Each says whether it was created; ids do not count as external ids."""
    for name in ("X", "Y"):
        tenant.create("Contact", LastName=name, Legacy_Id__c="same")
    path = "composite/sobjects/Contact/External_Id__c"
    first = save(
        tenant,
        "PATCH",
        [record("Contact", LastName="A", external_id__c="1"), record("Contact", LastName="B")],
        path,
    )
    second = save(tenant, "PATCH", [record("Contact", LastName="C", External_Id__c="1")], path)
    ambiguous = save(
        tenant, "PATCH", [record("Contact", Legacy_Id__c="same")], "composite/sobjects/Contact/Legacy_Id__c"
    )
    assert (first[0]["created"], second[0]["created"], first[0]["id"]) == (True, False, second[0]["id"])
    assert first[1]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    assert ambiguous[0]["errors"][0]["statusCode"] == "DUPLICATE_EXTERNAL_ID"
    assert tenant.call("PATCH", "composite/sobjects/Contact/Id", {"records": []}).status == 404


def test_records_are_deleted_by_a_list_of_ids(tenant: Tenant) -> None:
    """Of any objects; all or none when asked."""
    account, lead = tenant.create("Account", Name="A"), tenant.create("Lead", LastName="L", Company="C")
    kept = tenant.call("DELETE", f"composite/sobjects?ids={account},{lead},0015g00000Zzzzz&allOrNone=true").json()
    assert [result["success"] for result in kept] == [False] * 3
    assert tenant.read("Account", account)
    gone = tenant.call("DELETE", f"composite/sobjects?ids={account},{lead}").json()
    assert gone == [
        {"id": account, "success": True, "errors": []},
        {"id": lead, "success": True, "errors": []},
    ]


def test_several_records_are_read(tenant: Tenant) -> None:
    """In the order of the ids, null for what is missing; by query or by body."""
    account = tenant.create("Account", Name="A")
    ids = [account[:15], "0015g00000Zzzzz", "nonsense"]
    by_query = tenant.get(f"composite/sobjects/Account?ids={','.join(ids)}&fields=id,name")
    by_body = tenant.call("POST", "composite/sobjects/Account", {"ids": ids, "fields": ["Id", "Name"]}).json()
    assert by_query == by_body
    assert by_query[1:] == [None, None]
    assert (by_query[0]["Id"], by_query[0]["Name"]) == (account, "A")
    refused = tenant.call("GET", f"composite/sobjects/Account?ids={account}&fields=Foo")
    assert error_of(refused)[0] == "INVALID_FIELD"
    assert error_of(tenant.call("GET", "composite/sobjects/Account?ids=&fields=Id"))[0] == "MISSING_ARGUMENT"


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([record("Account", Name="A")] * 201, "EXCEEDED_ID_LIMIT"),
        ([record("Account", Name="A"), record("Lead")] * 6, "LIMIT_EXCEEDED"),
        (["x"], "JSON_PARSER_ERROR"),
    ],
)
def test_too_much_is_refused_as_a_whole(tenant: Tenant, records: list[Any], code: str) -> None:
    """200 records, 10 runs of one object."""
    response = tenant.call("POST", "composite/sobjects", {"records": records})
    assert (response.status, error_of(response)[0]) == (400, code)
    assert tenant.effects == []


def test_records_that_are_locked_fail_and_the_others_are_written(tenant: Tenant) -> None:
    """In the vendor's words; all or none rolls the others back, and a second try succeeds."""
    tenant.system.fail_items = lambda request, count: frozenset({1})
    records = [record("Account", Name=name) for name in "ABC"]
    results = save(tenant, "POST", records)
    assert [result["success"] for result in results] == [True, False, True]
    assert results[1]["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"
    codes = [each["errors"][0]["statusCode"] for each in save(tenant, "POST", records, allOrNone=True)]
    assert codes == [
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "UNABLE_TO_LOCK_ROW",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    ]
    assert sorted(row["Name"] for row in tenant.rows("SELECT Name FROM Account")) == ["A", "C"]
    tenant.system.fail_items = lambda request, count: frozenset()
    assert save(tenant, "POST", records[1:2])[0]["success"]
