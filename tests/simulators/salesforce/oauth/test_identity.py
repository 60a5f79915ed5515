"""Who a token stands for."""

from __future__ import annotations

import pytest

from ..tenant import HOST, Tenant


def path(tenant: Tenant, user_id: str | None = None) -> str:
    """Return the identity address of a user."""
    return f"/id/{tenant.org.id}/{user_id or tenant.org.user_id}"


def test_the_identity_tells_user_and_urls(tenant: Tenant) -> None:
    """With a placeholder for the version, or the version asked for."""
    content = tenant.send("GET", path(tenant)).json()
    assert (content["username"], content["user_id"], content["asserted_user"]) == (
        "integration@windtunnel.example",
        tenant.org.user_id,
        True,
    )
    assert content["urls"]["rest"] == f"https://{HOST}/services/data/v{{version}}/"
    latest = tenant.send("GET", f"{path(tenant)}?version=latest").json()
    assert latest["urls"]["query"] == f"https://{HOST}/services/data/v68.0/query/"


def test_the_token_may_stand_in_the_query(tenant: Tenant) -> None:
    """As jsforce sends it."""
    response = tenant.send("GET", f"{path(tenant)}?format=json&oauth_token={tenant.token}", token=None)
    assert response.status == 200


@pytest.mark.parametrize(("token", "body"), [(None, b"Missing_OAuth_Token"), ("x", b"Bad_OAuth_Token")])
@pytest.mark.parametrize("resource", ["identity", "userinfo"])
def test_without_a_session_a_bare_word_comes(tenant: Tenant, resource: str, token: str | None, body: bytes) -> None:
    """403."""
    target = path(tenant) if resource == "identity" else "/services/oauth2/userinfo"
    response = tenant.send("GET", target, token=token)
    assert (response.status, response.body) == (403, body)


def test_an_unknown_user_is_a_bad_id(tenant: Tenant) -> None:
    """404."""
    response = tenant.send("GET", path(tenant, "0055g00000Zzzzz"))
    assert (response.status, response.body) == (404, b"Bad_Id")


def test_user_info_is_that_of_open_id(tenant: Tenant) -> None:
    """With the vendor's extras."""
    content = tenant.send("GET", "/services/oauth2/userinfo").json()
    assert content["sub"] == f"https://{HOST}{path(tenant)}"
    assert (content["given_name"], content["family_name"], content["organization_id"]) == (
        "Integration",
        "User",
        tenant.org.id,
    )
