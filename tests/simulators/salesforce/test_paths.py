"""Paths in any spelling."""

from __future__ import annotations

import pytest

from simulators.salesforce.paths import canonical_path

from .tenant import Tenant


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/services/data/", "/services/data/"),
        ("/services/data/v68.0/Query/", "/services/data/v68.0/query"),
        ("/services/data/V68.0/queryall", "/services/data/v68.0/queryAll"),
        ("/services/data/v68.0/SObjects/account/DESCRIBE", "/services/data/v68.0/sobjects/account/describe"),
        (
            "/services/data/v68.0/sobjects/Account/Describe/Layouts/x",
            "/services/data/v68.0/sobjects/Account/describe/layouts/x",
        ),
        (
            "/services/data/v68.0/sobjects/user/005/Password",
            "/services/data/v68.0/sobjects/User/005/password",
        ),
        (
            "/services/data/v68.0/jobs/INGEST/7xA/unprocessedrecords",
            "/services/data/v68.0/jobs/ingest/7xA/unprocessedRecords",
        ),
        (
            "/services/data/v68.0/composite/SObjects/Account/Ext",
            "/services/data/v68.0/composite/sobjects/Account/Ext",
        ),
        ("/services/Soap/u/59.0", "/services/Soap/u/59.0"),
    ],
)
def test_resource_names_get_their_case(path: str, expected: str) -> None:
    """Objects and ids keep theirs."""
    assert canonical_path(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "sobjects/Account/a/b/c",
        "toolings/query",
    ],
)
def test_what_is_not_served_is_not_found(tenant: Tenant, path: str) -> None:
    """With the vendor's error array."""
    response = tenant.call("GET", path)
    assert response.status == 404
    assert response.json()[0]["errorCode"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "path",
    [
        "tooling/query",
        "actions/standard",
        "sobjects/Account/quickActions",
        "sobjects/Account/listviews",
        "sobjects/Account/describe/compactLayouts",
        "limits/recordCount",
    ],
)
def test_resources_that_are_not_simulated_answer_501(tenant: Tenant, path: str) -> None:
    """Told apart from what no org serves; those of an object are no external ids."""
    response = tenant.call("GET", path)
    assert (response.status, response.json()[0]["errorCode"]) == (501, "NOT_SIMULATED")


@pytest.mark.parametrize(
    "path", ["/services/async/59.0/job", "/services/Soap/m/59.0", "/services/apexrest/x", "/cometd/59.0"]
)
def test_other_apis_answer_501(tenant: Tenant, path: str) -> None:
    """Bulk 1.0, Metadata, Apex REST and streaming are not simulated; the root is nobody's."""
    assert tenant.send("POST", path).status == 501
    assert tenant.send("POST", "/").status == 404
