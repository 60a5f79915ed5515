"""Composite batches."""

from __future__ import annotations

from typing import Any

from ..tenant import Tenant, error_of


def batch(tenant: Tenant, *subrequests: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Return the answer of a batch."""
    response = tenant.call("POST", "composite/batch", {**options, "batchRequests": list(subrequests)})
    assert response.status == 200, response.body
    answer: dict[str, Any] = response.json()
    return answer


CREATE = {"method": "POST", "url": "v68.0/sobjects/Account", "richInput": {"Name": "A"}}
FAULTY = {"method": "POST", "url": "/services/data/v68.0/sobjects/Account", "richInput": {}}


def test_subrequests_commit_one_by_one(tenant: Tenant) -> None:
    """A failure leaves the others alone."""
    answer = batch(tenant, CREATE, FAULTY, CREATE)
    assert (answer["hasErrors"], [result["statusCode"] for result in answer["results"]]) == (
        True,
        [201, 400, 201],
    )
    assert len(tenant.effects) == 2


def test_a_batch_may_halt_on_the_first_error(tenant: Tenant) -> None:
    """The rest answers 412."""
    answer = batch(tenant, FAULTY, CREATE, haltOnError=True)
    halted = answer["results"][1]
    assert (halted["statusCode"], halted["result"][0]["errorCode"]) == (412, "BATCH_PROCESSING_HALTED")
    assert tenant.effects == []


def test_every_subrequest_counts(tenant: Tenant) -> None:
    """Besides the call itself; beyond the daily limit they are refused one by one."""
    response = tenant.call(
        "POST", "composite/batch", {"batchRequests": [CREATE, {"method": "GET", "url": "v68.0/limits"}]}
    )
    assert response.header("Sforce-Limit-Info") == "api-usage=3/100000"
    tenant.system.scale_quota(0.00005)
    answer = batch(tenant, CREATE, CREATE)
    assert [result["statusCode"] for result in answer["results"]] == [201, 403]
    assert answer["results"][1]["result"][0]["errorCode"] == "REQUEST_LIMIT_EXCEEDED"


def test_parts_are_counted_and_read(tenant: Tenant) -> None:
    """25 at most; each is an object."""
    many = tenant.call("POST", "composite/batch", {"batchRequests": [CREATE] * 26})
    odd = tenant.call("POST", "composite/batch", {"batchRequests": ["x"]})
    assert [error_of(response)[0] for response in (many, odd)] == ["LIMIT_EXCEEDED", "JSON_PARSER_ERROR"]
