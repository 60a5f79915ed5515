"""Users and passwords."""

from __future__ import annotations

import pytest

from simulators.salesforce.errors import OAuthRefused
from simulators.salesforce.oauth.users import logged_in

from ..tenant import Tenant, error_of


def test_the_password_carries_the_security_token(tenant: Tenant) -> None:
    """Unless the network is trusted."""
    c = tenant.system.credentials
    user = logged_in(tenant.org, c["username"].upper(), c["password"] + c["security_token"])
    assert user["Id"] == tenant.org.user_id
    with pytest.raises(OAuthRefused, match="authentication failure"):
        logged_in(tenant.org, c["username"], c["password"])
    assert logged_in(tenant.org, c["username"], c["password"], trusted=True) == user


@pytest.mark.parametrize(("name", "password"), [("nobody@example.com", "x"), ("integration@windtunnel.example", "")])
def test_wrong_credentials_are_refused(tenant: Tenant, name: str, password: str) -> None:
    """Unknown users like wrong passwords."""
    with pytest.raises(OAuthRefused) as refused:
        logged_in(tenant.org, name, password)
    assert refused.value.error == "invalid_grant"


def test_attempts_are_limited(tenant: Tenant) -> None:
    """3,600 an hour for one user name."""
    c = tenant.system.credentials
    for _ in range(3600):
        logged_in(tenant.org, c["username"], c["password"] + c["security_token"])
    with pytest.raises(OAuthRefused, match="login rate exceeded"):
        logged_in(tenant.org, c["username"], c["password"] + c["security_token"])
    tenant.advance(3600)
    assert logged_in(tenant.org, c["username"], c["password"] + c["security_token"])


def test_an_inactive_user_cannot_log_in(tenant: Tenant) -> None:
    """The error says so."""
    c = tenant.system.credentials
    tenant.update("User", tenant.org.user_id, IsActive=False)
    with pytest.raises(OAuthRefused) as refused:
        logged_in(tenant.org, c["username"], c["password"] + c["security_token"])
    assert refused.value.error == "inactive_user"


def test_a_password_is_set_and_told_to_be_valid(tenant: Tenant) -> None:
    """Short ones are refused."""
    path, c = f"sobjects/User/{tenant.org.user_id}/password", tenant.system.credentials
    assert tenant.get(path) == {"isExpired": False}
    assert error_of(tenant.call("POST", path, {"NewPassword": "short"}))[0] == "INVALID_NEW_PASSWORD"
    assert tenant.call("POST", path, {"NewPassword": "long enough"}).status == 204
    assert logged_in(tenant.org, c["username"], "long enough" + c["security_token"])
