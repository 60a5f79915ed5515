"""The whole of it: the front door, coverage, snapshots, forks."""

from __future__ import annotations

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.simulator.coverage import bound_to_nothing, coverage
from windtunnel.world.http import Request

from .tenant import HOST, Tenant, contract, error_of

NOT_SIMULATED = ["callSOAP", "getRestlet", "postRestlet"]


def test_everything_but_soap_and_restlets_is_simulated(tenant: Tenant) -> None:
    """Those are told as not built, and nothing is bound to an operation that does not exist."""
    rows = coverage(type(tenant.system), contract())
    assert [row.operation for row in rows if row.status.value != "bound"] == NOT_SIMULATED
    assert {row.status.value for row in rows} == {"bound", "not built"}
    assert bound_to_nothing(type(tenant.system), contract()) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/services/NetSuitePort_2025_2"), ("GET", "/app/site/hosting/restlet.nl?script=1&deploy=1")],
)
def test_what_is_not_built_answers_501(tenant: Tenant, method: str, path: str) -> None:
    """And says what it is."""
    response = tenant.send(method, path)
    assert response.status == 501
    assert "does not simulate" in response.json()["o:errorDetails"][0]["detail"]


@pytest.mark.parametrize("path", ["record/v1/workOrder", "record/v1/creditMemo/7", "query/v1/dataset"])
def test_what_other_accounts_have_answers_501(tenant: Tenant, path: str) -> None:
    """A record type that the vendor has and this account has not is told apart from one that nobody has."""
    response = tenant.send("GET", f"/services/rest/{path}")
    assert response.status == 501
    assert "is not simulated" in response.json()["o:errorDetails"][0]["detail"]
    assert tenant.send("GET", "/services/rest/record/v1/spaceship").status == 404


@pytest.mark.parametrize("token", [None, "nonsense"])
def test_without_a_token_nothing_is_told(tenant: Tenant, token: str | None) -> None:
    """401 with the vendor's code and a challenge in the scheme that was used."""
    response = tenant.send("GET", "/services/rest/record/v1/vendor", token=token)
    assert error_of(response)[:2] == (401, "INVALID_LOGIN")
    scheme = "OAuth" if token is None else "Bearer"
    assert (response.header("WWW-Authenticate") or "").startswith(f'{scheme} realm="TSTDRV1234567"')


def test_a_token_needs_the_scope_of_web_services(tenant: Tenant) -> None:
    """One for RESTlets does not do."""
    client = tenant.system.credentials["client_id"]
    token = tenant.system.sessions.open("oauth2-client-credentials", client, ("restlets",)).access_token
    assert tenant.send("GET", "/services/rest/record/v1/vendor", token=token).status == 401


def test_tokens_can_be_ended_from_outside(tenant: Tenant) -> None:
    """All of them, now."""
    tenant.log_in()
    assert tenant.system.expire_tokens() == 2
    assert tenant.call("GET", "vendor").status == 401


def test_places_are_counted_for_the_whole_account(tenant: Tenant) -> None:
    """Five under way, whatever they do; the token endpoint is free; a place is free when its request has ended."""
    headers = {"host": HOST, "authorization": f"Bearer {tenant.token}"}
    held = [Request("GET", f"/services/rest/record/v1/{name}", "", headers) for name in ("vendor", "term", "customer")]
    held += [Request("GET", "/services/rest/record/v1/currency", "", headers) for _ in range(2)]
    assert [tenant.system.handle(request).status for request in held] == [200] * 5
    refused = tenant.call("GET", "vendor")
    assert error_of(refused)[:2] == (429, "CONCURRENCY_LIMIT_EXCEEDED")
    assert refused.header("Retry-After") is None
    assert tenant.token_request({"grant_type": "password"}).status == 400
    tenant.system.finished(held[0])
    assert tenant.call("GET", "vendor").status == 200


def test_another_method_or_path_is_refused(tenant: Tenant) -> None:
    """405 and 404, in the vendor's envelope."""
    assert error_of(tenant.json("GET", "/services/rest/query/v1/suiteql"))[:2] == (405, "METHOD_NOT_ALLOWED")
    assert error_of(tenant.json("GET", "/services/rest/other"))[:2] == (404, "INVALID_URL")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "INVALID_LOGIN"),
        (403, "INSUFFICIENT_PERMISSION"),
        (429, "CONCURRENCY_LIMIT_EXCEEDED"),
        (500, "UNEXPECTED_ERROR"),
        (502, "UNEXPECTED_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_the_front_door_fails_in_the_vendor_s_envelope(tenant: Tenant, status: int, code: str) -> None:
    """Retry-After only when somebody insists."""
    response = tenant.system.error(status)
    assert (error_of(response)[:2], response.header("Retry-After")) == ((status, code), None)
    assert tenant.system.error(status, 1.5).header("Retry-After") == "2"


def test_errors_can_point_into_the_older_document() -> None:
    """As accounts of older releases do."""
    tenant = Tenant({"error_types": "rfc2616"})
    for response in (tenant.call("GET", "spaceship"), tenant.send("GET", "/x", token=None), tenant.system.error(503)):
        assert "rfc2616" in response.json()["type"]


def test_a_snapshot_brings_everything_back(tenant: Tenant) -> None:
    """Records, tokens, nonces, keys, jobs under way and what queries see; the same calls then give the same answers."""
    snapshot = tenant.system.snapshot()

    def act() -> list[object]:
        vendor = tenant.vendor(externalId="v")
        tenant.call("POST", "vendor", {"companyName": "later", "subsidiary": {"id": "1"}}, prefer="respond-async")
        return [vendor, tenant.rows("SELECT id, companyname FROM vendor ORDER BY id"), tenant.log_in()]

    first = act()
    tenant.system.restore(snapshot)
    assert tenant.rows("SELECT id FROM vendor WHERE externalid = 'v'") == []
    tenant.system.restore(snapshot)
    assert act() == first


def test_a_fork_goes_its_own_way(tenant: Tenant) -> None:
    """Changes of one do not show in the other, nor in its queries."""
    twin = Tenant({"purchase_orders": []})
    twin.system = tenant.system.fork(SteppedClock(tenant.clock.now()))  # type: ignore[assignment]  # a NetSuite
    twin.token = tenant.token
    assert len(twin.rows("SELECT id FROM transaction")) == 2
    twin.call("DELETE", "purchaseOrder/1000")
    assert len(twin.rows("SELECT id FROM transaction")) == 1
    assert len(tenant.rows("SELECT id FROM transaction")) == 2
