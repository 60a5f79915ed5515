"""The OAuth endpoints."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from ..tenant import FORM, TOKEN, Tenant

AUTHORIZE, REVOKE = "/app/login/oauth2/authorize.nl", "/services/rest/auth/oauth2/v1/revoke"


def test_unknown_grants_are_refused(tenant: Tenant) -> None:
    """And bodies that are no token request."""
    assert tenant.token_request({"grant_type": "password"}).json()["error"] == "unsupported_grant_type"
    for body in (b"", b"grant_type=", b"\xff"):
        answer = tenant.send("POST", TOKEN, body, headers={"content-type": FORM}, token=None)
        assert (answer.status, answer.json()["error"]) == (400, "invalid_request")


def test_a_person_is_sent_back_with_a_code(tenant: Tenant) -> None:
    """With state, role, entity and company."""
    c = tenant.system.credentials
    asked = {"response_type": "code", "client_id": c["client_id"], "redirect_uri": c["redirect_uri"]}
    asked |= {"scope": "restlets rest_webservices", "state": "a b"}
    response = tenant.send("GET", f"{AUTHORIZE}?{urlencode(asked)}", token=None)
    place = urlsplit(response.header("Location") or "")
    told = parse_qs(place.query)
    assert (response.status, f"{place.scheme}://{place.netloc}{place.path}") == (302, c["redirect_uri"])
    assert (told["state"], told["company"], sorted(told)) == (
        ["a b"], [c["account_id"]], ["code", "company", "entity", "role", "state"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "x"}, "invalid_client"),
        ({"redirect_uri": "https://evil.test"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_nobody_is_sent_where_they_should_not_go(tenant: Tenant, changes: dict[str, str], error: str) -> None:
    """The refusal stays here."""
    c = tenant.system.credentials
    asked = {
        "response_type": "code",
        "client_id": c["client_id"],
        "redirect_uri": c["redirect_uri"],
        "scope": "restlets",
    }
    response = tenant.send("GET", f"{AUTHORIZE}?{urlencode({**asked, **changes})}", token=None)
    assert (response.status, response.json()["error"]) == (400, error)


def test_tokens_are_revoked_by_their_client(tenant: Tenant) -> None:
    """An unknown one is no mistake; without credentials nothing ends."""
    c = tenant.system.credentials
    who = {"client_id": c["client_id"], "client_secret": c["client_secret"]}

    def revoke(**fields: str) -> int:
        body = urlencode(fields).encode()
        return tenant.send("POST", REVOKE, body, headers={"content-type": FORM}, token=None).status

    assert revoke(token=tenant.token) == 401
    assert [revoke(**who), revoke(**who, token="unknown")] == [400, 200]
    assert tenant.call("GET", "vendor").status == 200
    assert revoke(**who, token=tenant.token) == 200
    assert tenant.call("GET", "vendor").status == 401


def test_the_caller_is_told_who_it_is(tenant: Tenant) -> None:
    """Company, user and role."""
    told = tenant.json("GET", "/rest/tokeninfo").json()
    assert (told["companyId"], told["userName"]) == ("TSTDRV1234567", "Integration User")
