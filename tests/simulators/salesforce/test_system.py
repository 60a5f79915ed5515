"""The whole of it: errors of the front door, sessions, snapshots, forks."""

from __future__ import annotations

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.simulator.coverage import coverage

from .tenant import Tenant, contract, error_of, plain


def test_every_operation_is_simulated(tenant: Tenant) -> None:
    """None is left to inference or answers 501."""
    assert [name for name in contract().operations if name not in tenant.system.handlers] == []
    assert {row.status.value for row in coverage(type(tenant.system), contract())} == {"bound"}


@pytest.mark.parametrize("token", [None, "nonsense", "00D5g000004Wind!" + "x" * 96])
def test_without_a_session_nothing_is_told(tenant: Tenant, token: str | None) -> None:
    """401 with the vendor's code, which clients look for in the first element."""
    response = tenant.send("GET", "/services/data/v68.0/limits", token=token)
    assert response.status == 401
    assert response.header("WWW-Authenticate") == "Token"
    assert response.json() == [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
    assert response.header("Sforce-Limit-Info") is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "OAuth"])
def test_a_session_comes_in_two_schemes(tenant: Tenant, scheme: str) -> None:
    """Bearer and OAuth."""
    headers = {"authorization": f"{scheme} {tenant.token}"}
    assert tenant.send("GET", "/services/data/v68.0/recent", headers=headers, token=None).status == 200


def test_a_session_lives_while_it_is_used(tenant: Tenant) -> None:
    """Two hours from its last use."""
    for _ in range(3):
        tenant.advance(7100)
        assert tenant.call("GET", "recent").status == 200
    tenant.advance(7200)
    assert tenant.call("GET", "recent").status == 401


def test_sessions_can_be_ended_from_outside(tenant: Tenant) -> None:
    """All of them, now."""
    other = tenant.log_in()
    assert tenant.system.expire_tokens() == 2
    assert [
        tenant.send("GET", "/services/data/v68.0/recent", token=token).status for token in (tenant.token, other)
    ] == [401, 401]


def test_another_method_names_those_that_are_allowed(tenant: Tenant) -> None:
    """405, HEAD included where GET is."""
    response = tenant.call("PUT", "sobjects/Account/0015g00000K0000AAB", {})
    text = "HTTP Method 'PUT' not allowed. Allowed are DELETE,GET,HEAD,PATCH"
    assert (response.status, error_of(response)) == (405, ("METHOD_NOT_ALLOWED", text))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "INVALID_SESSION_ID"),
        (403, "REQUEST_LIMIT_EXCEEDED"),
        (500, "UNKNOWN_EXCEPTION"),
        (503, "SERVER_UNAVAILABLE"),
        (502, "UNKNOWN_EXCEPTION"),
    ],
)
def test_the_front_door_fails_in_the_vendor_s_envelope(tenant: Tenant, status: int, code: str) -> None:
    """An array of one; Retry-After only when somebody insists."""
    response = tenant.system.error(status)
    assert (response.status, response.json()[0]["errorCode"], response.header("Retry-After")) == (
        status,
        code,
        None,
    )
    assert tenant.system.error(status, 1.5).header("Retry-After") == "2"


def test_what_is_not_built_answers_501(tenant: Tenant) -> None:
    """And says what it is."""
    response = tenant.call("GET", "query?q=SELECT+FORMAT(Amount)+FROM+Opportunity")
    assert response.status == 501
    assert response.json() == [{"message": "SOQL FORMAT() is not simulated", "errorCode": "NOT_SIMULATED"}]


def test_a_snapshot_brings_everything_back(tenant: Tenant) -> None:
    """Records, bin, sessions, usage, jobs under way; the same calls then give the same answers."""
    account = tenant.create("Account", Name="A", External_Id__c="A-1")
    snapshot = tenant.system.snapshot()

    def act() -> list[object]:
        tenant.delete("Account", account)
        created = tenant.create("Contact", LastName="L")
        return [
            created,
            tenant.rows("SELECT Id FROM Account", deleted=True),
            tenant.get("limits"),
            tenant.log_in(),
        ]

    first = act()
    tenant.system.restore(snapshot)
    assert tenant.rows("SELECT Id FROM Account WHERE External_Id__c = 'a-1'") == [{"Id": account}]
    tenant.system.restore(snapshot)
    assert act() == first


def test_a_fork_goes_its_own_way(tenant: Tenant) -> None:
    """Changes of one do not show in the other."""
    account = tenant.create("Account", Name="A")
    twin = Tenant()
    twin.system = tenant.system.fork(SteppedClock(tenant.clock.now()))  # type: ignore[assignment]  # a Salesforce
    twin.token = tenant.token
    twin.delete("Account", account)
    assert plain(tenant.read("Account", account))["Name"] == "A"
    assert twin.rows("SELECT Id FROM Account") == []


def test_credentials_do_not_show_in_urls_of_others(tenant: Tenant) -> None:
    """Links carry the scheme and host that the caller used."""
    response = tenant.send("GET", "/services/data/v68.0", headers={"host": "localhost:1234"}, scheme="http")
    assert response.json()["identity"].startswith("http://localhost:1234/id/00D")
