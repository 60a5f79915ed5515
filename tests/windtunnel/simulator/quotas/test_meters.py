"""Applying a profile's quotas to calls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.windtunnel.building import answer, contract, send, system
from windtunnel.contract.profile import Quota
from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.simulator import Call, Caller, Operations, System
from windtunnel.simulator.problem import QuotaExhausted
from windtunnel.simulator.quotas.meters import Meters
from windtunnel.world.http import Request, Response, json_response

PATHS: dict[str, Any] = {
    "/a/{id}": {"get": {"operationId": "a", "responses": answer({})}},
    "/b": {"get": {"operationId": "b", "responses": answer({})}, "post": {"operationId": "c", "responses": answer({})}},
}


def fixed(name: str, limit: float, **facts: Any) -> Quota:
    """Return a quota of a minute."""
    return Quota(**{"name": name, "algorithm": "fixed-window", "limit": limit, "window_seconds": 60, **facts})


def limited(*quotas: Quota, clock: SteppedClock | None = None) -> System:
    """Return a system with quotas whose callers name themselves in headers."""
    operations = Operations()
    operations.bind("a", "b", "c")(lambda call: json_response({}))

    class Till(System):
        def authenticate(self, call: Call) -> Caller:
            return Caller(call.request.headers.get("user", ""), call.request.headers.get("app", ""))

    Till.operations = (operations,)
    return system(contract(PATHS, facts={"quotas": quotas}, security=[{"key": []}]), Till, clock)


def statuses(of: System, *calls: tuple[str, str, dict[str, str]]) -> list[int]:
    """Send requests and return their statuses."""
    return [send(of, method, target, headers=headers).status for method, target, headers in calls]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"scope": "account"}, [200, 429, 429, 429, 429]),
        ({"scope": "user"}, [200, 200, 429, 429, 429]),
        ({"scope": "app"}, [200, 429, 429, 200, 429]),
        ({"scope": "operation"}, [200, 429, 200, 429, 429]),
        ({"scope": "resource", "resource": "id"}, [200, 429, 200, 429, 200]),
        ({"scope": "account", "operations": ("b",)}, [200, 200, 200, 200, 200]),
    ],
)
def test_calls_share_a_bucket_by_scope(facts: dict[str, Any], expected: list[int]) -> None:
    """By account, user, app, operation or resource, and only for the operations that the quota covers."""
    of = limited(fixed("calls", 1, **facts))
    assert (
        statuses(
            of,
            ("GET", "/a/1", {"user": "u1", "app": "x"}),
            ("GET", "/a/1", {"user": "u2", "app": "x"}),
            ("GET", "/b", {"user": "u1", "app": "x"}),
            ("GET", "/a/1", {"user": "u1", "app": "y"}),
            ("GET", "/a/2", {"user": "u2", "app": "y"}),
        )
        == expected
    )


@pytest.mark.parametrize(
    ("request_", "bucket"),
    [
        (Request("GET", "/b", "model=m1"), "m1"),
        (Request("POST", "/b", headers={"content-type": "application/json"}, body=b'{"model": "m2"}'), "m2"),
        (Request("POST", "/b", headers={"content-type": "application/x-www-form-urlencoded"}, body=b"model=m3"), "m3"),
        (Request("POST", "/b", headers={"content-type": "multipart/form-data; boundary=x"}, body=b"--x--"), ""),
        (Request("GET", "/b"), ""),
    ],
)
def test_a_resource_is_found_in_path_query_or_body(request_: Request, bucket: str) -> None:
    """A body of another kind has none, and is no problem."""
    of = limited(fixed("calls", 1, scope="resource", resource="model"))
    response = of.handle(request_)
    assert (response.status, response.buckets) == (200, (f"calls/{bucket}",))


def test_every_quota_is_charged_even_when_one_refuses() -> None:
    """As vendors do; the first that refuses is reported, and the answer tells every bucket."""
    of = limited(fixed("few", 1), fixed("many", 9))
    statuses(of, ("GET", "/b", {}), ("GET", "/b", {}))
    assert of.meters.meter("many").usage[""][1] == 2.0
    refused = send(of, "GET", "/b")
    assert (refused.status, refused.cause, refused.buckets) == (429, "QuotaExhausted", ("few/", "many/"))
    assert refused.header("retry-after") == "60"


def test_a_public_operation_is_limited_too() -> None:
    """Quotas apply to whoever calls."""
    of = limited(fixed("calls", 1))
    assert statuses(of, ("GET", "/b", {}), ("GET", "/b", {})) == [200, 429]


def test_places_are_given_back_when_the_answer_has_left() -> None:
    """Not when it was made: a slow answer occupies its place."""
    of = limited(Quota(name="parallel", algorithm="concurrency", limit=1))
    first, second = Request("GET", "/b"), Request("GET", "/b")
    assert of.handle(first).status == 200
    assert of.handle(second).status == 429
    of.finished(second)
    assert of.handle(second).status == 429
    of.finished(first)
    of.finished(first)
    assert of.handle(second).status == 200
    assert of.meters.meter("parallel").usage[""] == 1


def test_units_other_than_requests_are_charged_by_name() -> None:
    """The kit does not count them per call."""
    of = limited(fixed("tokens", 100, unit="token"))
    assert statuses(of, *[("GET", "/b", {})] * 3) == [200, 200, 200]
    assert of.meters.charge("tokens", "m", 60, EPOCH).level.remaining == 40
    with pytest.raises(QuotaExhausted):
        of.meters.charge("tokens", "m", 60, EPOCH)
    with pytest.raises(UnknownNameError, match="unknown quota 'token'; did you mean 'tokens'"):
        of.meters.charge("token", "m", 1, EPOCH)


def test_scaling_changes_limits_and_never_below_one() -> None:
    """One quota by name, or all; what was spent stays spent."""
    of = limited(fixed("calls", 10), fixed("others", 10))
    of.scale_quota(0.2, "calls")
    assert statuses(of, *[("GET", "/b", {})] * 3) == [200, 200, 429]
    of.scale_quota(0.0001)
    assert [of.meters.meter(name).limit for name in of.meters.names()] == [1.0, 1.0]


def test_quotas_can_be_counted_without_being_enforced() -> None:
    """For those who test something else."""
    of = limited(fixed("calls", 1))
    of.meters.enforced = False
    assert statuses(of, *[("GET", "/b", {})] * 2) == [200, 200]


def test_a_snapshot_carries_usage_and_scale() -> None:
    """And later charges do not show in it."""
    clock = SteppedClock()
    of = limited(fixed("calls", 4), clock=clock)
    of.scale_quota(0.5)
    send(of, "GET", "/b")
    snapshot = of.meters.snapshot()
    send(of, "GET", "/b")
    other = Meters(of.profile.quotas)
    other.restore(snapshot)
    assert other.charge("calls", "", 1, clock.now()).level.allowed
    with pytest.raises(QuotaExhausted):
        other.charge("calls", "", 1, clock.now())


def test_the_window_passes_on_the_worlds_clock() -> None:
    """Nothing else moves it."""
    clock = SteppedClock()
    of = limited(fixed("calls", 1), clock=clock)
    assert statuses(of, ("GET", "/b", {}), ("GET", "/b", {})) == [200, 429]
    clock.advance(60)
    answered: Response = send(of, "GET", "/b")
    assert answered.status == 200
