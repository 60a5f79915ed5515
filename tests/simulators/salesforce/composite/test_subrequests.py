"""Requests inside requests."""

from __future__ import annotations

from typing import Any

import pytest

from ..tenant import Tenant


def inner(tenant: Tenant, method: str, url: str, body: Any = None, headers: Any = None) -> dict[str, Any]:
    """Return the answer of one subrequest of a composite request."""
    subrequest = {"method": method, "url": url, "referenceId": "r", "body": body, "httpHeaders": headers}
    response = tenant.call("POST", "composite", {"compositeRequest": [subrequest]})
    assert response.status == 200, response.body
    answer: dict[str, Any] = response.json()["compositeResponse"][0]
    return answer


def test_an_inner_answer_is_that_of_the_resource(tenant: Tenant) -> None:
    """Status, body and a few headers; 204 has no body."""
    created = inner(tenant, "POST", "/services/data/v68.0/sobjects/Account", {"Name": "A"})
    location = created["httpHeaders"]["Location"]
    assert (created["httpStatusCode"], created["body"]["success"]) == (201, True)
    read = inner(tenant, "GET", location)
    assert read["body"]["Name"] == "A"
    assert read["httpHeaders"]["ETag"]
    assert (
        inner(tenant, "GET", location, headers={"If-None-Match": read["httpHeaders"]["ETag"]})["httpStatusCode"] == 304
    )
    deleted = inner(tenant, "DELETE", location)
    assert (deleted["httpStatusCode"], deleted["body"]) == (204, None)


@pytest.mark.parametrize(
    ("method", "url", "status", "code"),
    [
        ("GET", "/services/data/v68.0/nothing", 404, "NOT_FOUND"),
        ("GET", "/services/data/v20.0/sobjects", 410, "GONE"),
        ("GET", "/services/oauth2/userinfo", 404, "NOT_FOUND"),
        ("PUT", "/services/data/v68.0/sobjects/Account", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/services/data/v68.0/composite", 400, "INVALID_INPUT"),
        ("GET", "/services/data/v68.0/jobs/ingest", 400, "INVALID_INPUT"),
        ("GET", "/services/data/v68.0/query?q=SELECT Foo FROM Account", 400, "INVALID_FIELD"),
        ("GET", "/services/data/v68.0/query?q=SELECT FORMAT(Name) FROM Account", 501, "NOT_SIMULATED"),
    ],
)
def test_problems_become_inner_answers(tenant: Tenant, method: str, url: str, status: int, code: str) -> None:
    """The outer answer is 200."""
    answer = inner(tenant, method, url)
    assert (answer["httpStatusCode"], answer["body"][0]["errorCode"]) == (status, code)


def test_inner_calls_of_a_composite_are_free(tenant: Tenant) -> None:
    """The call counts once."""
    inner(tenant, "GET", "/services/data/v68.0/sobjects")
    assert tenant.call("GET", "recent").header("Sforce-Limit-Info") == "api-usage=2/100000"
