"""Long requests."""

from __future__ import annotations

from windtunnel.world.http import Request, Response

from .tenant import HOST, Tenant


def ask(tenant: Tenant) -> tuple[Request, Response]:
    """Send a request and hold it, as a slow exchange does."""
    headers = {"host": HOST, "authorization": f"Bearer {tenant.token}"}
    request = Request("GET", "/services/data/v68.0/recent", "", headers)
    return request, tenant.system.handle(request)


def test_the_26th_long_request_is_refused(tenant: Tenant) -> None:
    """25 that have run for 20 seconds may be under way; finished ones no longer count."""
    held = [ask(tenant)[0] for _ in range(25)]
    tenant.advance(19)
    assert ask(tenant)[1].status == 200
    tenant.advance(1)
    response = ask(tenant)[1]
    assert response.status == 403
    assert response.json()[0] == {
        "message": "ConcurrentPerOrgLongTxn Limit exceeded.",
        "errorCode": "REQUEST_LIMIT_EXCEEDED",
    }
    tenant.system.finished(held[0])
    assert ask(tenant)[1].status == 200


def test_requests_that_nobody_holds_are_not_under_way(tenant: Tenant) -> None:
    """A caller who asks in process need not say when an answer has left."""
    for _ in range(30):
        assert ask(tenant)[1].status == 200
        tenant.advance(20)


def test_a_restored_org_has_nothing_under_way(tenant: Tenant) -> None:
    """Whatever was held before."""
    snapshot = tenant.system.snapshot()
    held = [ask(tenant)[0] for _ in range(25)]
    tenant.advance(20)
    tenant.system.restore(snapshot)
    assert len(held) == 25
    assert ask(tenant)[1].status == 200
