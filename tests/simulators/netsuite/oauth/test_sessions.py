"""Access and refresh tokens."""

from __future__ import annotations

import pytest

from simulators.netsuite.oauth.sessions import SCOPES, token_answer
from windtunnel.simulator.authentication import OAuthProblem
from windtunnel.simulator.authentication.tokens import IssuedToken
from windtunnel.simulator.problem import NotAuthenticated

from ..tenant import Tenant


def test_only_a_person_s_grant_brings_a_refresh_token(tenant: Tenant) -> None:
    """Client credentials do not."""
    sessions, client = tenant.system.sessions, tenant.system.credentials["client_id"]
    assert sessions.open("oauth2-client-credentials", client, SCOPES).refresh_token is None
    assert sessions.open("oauth2-authorization-code", client, SCOPES).refresh_token is not None


def test_a_refresh_token_takes_its_access_tokens_along(tenant: Tenant) -> None:
    """All of them, when it is revoked."""
    sessions, client = tenant.system.sessions, tenant.system.credentials["client_id"]
    first = sessions.open("oauth2-authorization-code", client, SCOPES)
    assert first.refresh_token is not None
    second = sessions.refresh(first.refresh_token, client)
    assert sessions.revoke(first.refresh_token)
    for issued in (first, second):
        with pytest.raises(NotAuthenticated):
            sessions.tokens.caller(issued.access_token)
    with pytest.raises(OAuthProblem):
        sessions.refresh(first.refresh_token, client)
    assert not sessions.revoke("unknown")


def test_another_client_s_refresh_token_is_of_no_use(tenant: Tenant) -> None:
    """It belongs to the app it was given to."""
    with pytest.raises(OAuthProblem):
        tenant.system.sessions.refresh(tenant.system.credentials["refresh_token"], "somebody")


def test_the_lifetime_is_a_text() -> None:
    """As the vendor tells it."""
    issued = IssuedToken("a", "r", 3600.0, SCOPES, "u", "c")
    assert token_answer(issued, with_refresh=True) == {
        "access_token": "a",
        "refresh_token": "r",
        "expires_in": "3600",
        "token_type": "bearer",
    }
    assert "refresh_token" not in token_answer(issued, with_refresh=False)
