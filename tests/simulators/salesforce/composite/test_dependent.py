"""Subrequests that depend on each other."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant, error_of

SOBJECTS = "/services/data/v68.0/sobjects"
ROLLED_BACK = "The transaction was rolled back since another operation in the same transaction failed."


def sub(name: str, type: str, **body: Any) -> dict[str, Any]:
    """Return a subrequest that creates a record."""
    return {"method": "POST", "url": f"{SOBJECTS}/{type}", "referenceId": name, "body": body}


def run(tenant: Tenant, *subrequests: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    """Return the answers of a composite request."""
    response = tenant.call("POST", "composite", {**options, "compositeRequest": list(subrequests)})
    assert response.status == 200, response.body
    answers: list[dict[str, Any]] = response.json()["compositeResponse"]
    return answers


def test_later_ones_use_earlier_answers(tenant: Tenant) -> None:
    """In body and url."""
    read = {"method": "GET", "url": f"{SOBJECTS}/Contact/@{{c.id}}?fields=Account.Name", "referenceId": "r"}
    answers = run(
        tenant, sub("a", "Account", Name="Acme"), sub("c", "Contact", LastName="L", AccountId="@{a.id}"), read
    )
    assert [answer["httpStatusCode"] for answer in answers] == [201, 201, 200]
    assert answers[2]["body"]["Account"]["Name"] == "Acme"


def test_a_failed_one_halts_those_that_refer_to_it(tenant: Tenant) -> None:
    """The others run."""
    answers = run(
        tenant,
        sub("a", "Account"),
        sub("c", "Contact", LastName="L", AccountId="@{a.id}"),
        sub("d", "Account", Name="D"),
    )
    assert [answer["httpStatusCode"] for answer in answers] == [400, 400, 201]
    assert answers[1]["body"][0] == {
        "message": "Invalid reference specified. No value for a.id found in a",
        "errorCode": "PROCESSING_HALTED",
    }


def test_all_or_none_leaves_nothing_behind(tenant: Tenant) -> None:
    """The failed one tells its error, the others that they were rolled back; there are no effects."""
    answers = run(
        tenant,
        sub("a", "Account", Name="A"),
        sub("b", "Account"),
        sub("c", "Account", Name="C"),
        allOrNone=True,
    )
    codes = [answer["body"][0]["errorCode"] for answer in answers]
    assert codes == ["PROCESSING_HALTED", "REQUIRED_FIELD_MISSING", "PROCESSING_HALTED"]
    assert answers[0]["body"][0]["message"] == answers[2]["body"][0]["message"] == ROLLED_BACK
    assert tenant.effects == []
    assert tenant.rows("SELECT Id FROM Account") == []


def test_all_or_none_rules_collections_inside(tenant: Tenant) -> None:
    """One bad record of a collection undoes everything."""
    records = [{"attributes": {"type": "Account"}, "Name": "B"}, {"attributes": {"type": "Account"}}]
    collection = {
        "method": "POST",
        "url": "/services/data/v68.0/composite/sobjects",
        "referenceId": "b",
        "body": {"records": records},
    }
    answers = run(tenant, sub("a", "Account", Name="A"), collection, allOrNone=True)
    assert answers[0]["body"][0]["message"] == ROLLED_BACK
    assert tenant.effects == []


def test_effects_come_once_and_in_order(tenant: Tenant) -> None:
    """When the whole has succeeded."""
    answers = run(tenant, sub("a", "Account", Name="A"), sub("c", "Contact", LastName="L"), allOrNone=True)
    assert [effect.id for effect in tenant.effects] == [answer["body"]["id"] for answer in answers]


@pytest.mark.parametrize(
    "subrequests",
    [
        [sub("a", "Account", Name="A"), sub("a", "Account", Name="B")],
        [{"method": "GET", "url": SOBJECTS}],
        [{"method": "FETCH", "url": SOBJECTS, "referenceId": "a"}],
        [{"method": "GET", "url": SOBJECTS, "referenceId": "a-b"}],
        [{"method": "GET", "url": SOBJECTS, "referenceId": "a", "httpHeaders": 5}],
        ["x"],
    ],
)
def test_malformed_requests_are_refused_as_a_whole(tenant: Tenant, subrequests: list[Any]) -> None:
    """400, nothing runs."""
    response = tenant.call("POST", "composite", {"compositeRequest": subrequests})
    assert (response.status, error_of(response)[0]) == (400, "JSON_PARSER_ERROR")
    assert tenant.effects == []
