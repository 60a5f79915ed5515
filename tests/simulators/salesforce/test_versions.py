"""API versions."""

from __future__ import annotations

import pytest

from simulators.salesforce.versions import label

from .tenant import HOST, Tenant, error_of


@pytest.mark.parametrize(
    ("version", "season"),
    [(68, "Winter '27"), (67, "Summer '26"), (66, "Spring '26"), (65, "Winter '26"), (59, "Winter '24")],
)
def test_versions_are_named_after_seasons(version: float, season: str) -> None:
    """Three a year."""
    assert label(version) == season


def test_the_list_needs_no_session(tenant: Tenant) -> None:
    """Oldest first."""
    listed = tenant.send("GET", "/services/data/", token=None).json()
    assert (listed[0]["version"], listed[-1]) == (
        "31.0",
        {"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"},
    )


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [("v20.0", 410, "GONE"), ("v69.0", 404, "NOT_FOUND"), ("68.0", 404, "NOT_FOUND")],
)
@pytest.mark.parametrize("path", ["limits", "nothing"])
def test_retired_and_unknown_versions_are_refused(
    tenant: Tenant, version: str, status: int, code: str, path: str
) -> None:
    """Whatever is asked of them."""
    response = tenant.send("GET", f"/services/data/{version}/{path}")
    assert (response.status, error_of(response)[0]) == (status, code)


@pytest.mark.parametrize("version", ["v31.0", "v50.0", "v59.0", "v68.0"])
def test_supported_versions_answer_alike(tenant: Tenant, version: str) -> None:
    """Paths in the answer carry the version that was asked."""
    resources = tenant.send("GET", f"/services/data/{version}").json()
    assert resources["query"] == f"/services/data/{version}/query"
    assert resources["identity"] == f"https://{HOST}/id/{tenant.org.id}/{tenant.org.user_id}"


def test_composite_resources_are_listed(tenant: Tenant) -> None:
    """With their paths."""
    assert tenant.get("composite")["tree"] == "/services/data/v68.0/composite/tree"
