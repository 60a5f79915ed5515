"""Sessions."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from ..tenant import HOST, Tenant


def test_an_answer_holds_what_clients_read(tenant: Tenant) -> None:
    """No expires_in; urls with the host that was called; a signature over id and issued_at."""
    credentials = tenant.system.credentials
    fields = {
        "grant_type": "refresh_token",
        "refresh_token": credentials["refresh_token"],
        "client_id": credentials["client_id"],
    }
    answer = tenant.token_request(fields).json()
    assert answer["instance_url"] == f"https://{HOST}"
    assert answer["token_type"] == "Bearer"
    assert answer["id"] == f"https://{HOST}/id/00D5g000004WindEAC/0055g00000TunneAAB"
    assert answer["issued_at"] == "1767603600000"
    assert "expires_in" not in answer
    assert "refresh_token" not in answer
    assert answer["access_token"].startswith("00D5g000004Wind!")
    assert len(answer["access_token"]) == 112
    signed = hmac.new(
        credentials["client_secret"].encode(), (answer["id"] + answer["issued_at"]).encode(), hashlib.sha256
    )
    assert answer["signature"] == base64.b64encode(signed.digest()).decode()


def test_revoking_a_refresh_token_ends_its_sessions(tenant: Tenant) -> None:
    """Other sessions stay."""
    sessions, credentials = tenant.system.sessions, tenant.system.credentials
    issued = sessions.refresh(credentials["refresh_token"], credentials["client_id"])
    assert sessions.revoke(credentials["refresh_token"])
    assert tenant.send("GET", "/services/data/v68.0/recent", token=issued.access_token).status == 401
    assert tenant.call("GET", "recent").status == 200
    assert not sessions.revoke(credentials["refresh_token"])


def test_the_sixth_approval_ends_the_oldest(tenant: Tenant) -> None:
    """Five refresh tokens per user and app."""
    sessions, client_id = tenant.system.sessions, tenant.system.credentials["client_id"]
    oldest = tenant.system.credentials["refresh_token"]
    issued = [
        sessions.open("oauth2-authorization-code", tenant.org.user_id, client_id, web=True).refresh_token
        for _ in range(4)
    ]
    sessions.refresh(oldest, client_id)
    sessions.open("oauth2-authorization-code", tenant.org.user_id, client_id, web=True)
    with pytest.raises(Exception, match="refresh token"):
        sessions.refresh(oldest, client_id)
    assert issued[0] is not None
    assert sessions.refresh(issued[0], client_id).access_token
