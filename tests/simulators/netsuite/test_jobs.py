"""Asynchronous jobs and batches."""

from __future__ import annotations

from typing import Any

from windtunnel.world.http import Response

from .tenant import Tenant, error_of

JOB = "/services/rest/async/v1/job/1"
CUSTOMER = {"companyName": "C", "subsidiary": {"id": "1"}}
BATCH = {"content-type": "application/vnd.oracle.resource+json; type=collection"}


def submit(tenant: Tenant, body: Any, **headers: str) -> Response:
    """Ask for a customer to be created later."""
    return tenant.call("POST", "customer", body, **{"prefer": "respond-async", **headers})


def test_a_job_runs_later(tenant: Tenant) -> None:
    """Nothing has happened at first; then the result is what the request would have answered."""
    accepted = submit(tenant, CUSTOMER)
    assert (accepted.status, accepted.header("Preference-Applied")) == (202, "respond-async")
    assert (accepted.header("Location") or "").endswith(JOB)
    assert tenant.json("GET", JOB).json()["progress"] == "pending"
    assert tenant.get("customer")["count"] == 0
    assert error_of(tenant.json("GET", f"{JOB}/task/1/result"))[0] == 404
    tenant.advance(1)
    assert tenant.json("GET", JOB).json()["progress"] == "processing"
    tenant.advance(2)
    told = tenant.json("GET", JOB).json()
    assert (told["progress"], told["completed"]) == ("succeeded", True)
    result = tenant.json("GET", f"{JOB}/task/1/result")
    assert (result.status, (result.header("Location") or "").rpartition("/")[2]) == (
        204,
        tenant.get("customer")["items"][0]["id"],
    )


def test_a_job_that_is_refused_has_failed(tenant: Tenant) -> None:
    """Its result is the refusal."""
    submit(tenant, {"companyName": "C"})
    tenant.advance(3)
    assert tenant.json("GET", JOB).json()["progress"] == "failed"
    assert error_of(tenant.json("GET", f"{JOB}/task/1/result"))[:2] == (400, "USER_ERROR")


def test_a_batch_is_a_job_with_a_task_for_each_record(tenant: Tenant) -> None:
    """One that fails does not take the others along."""
    accepted = tenant.call("POST", "customer", {"items": [CUSTOMER, {}, CUSTOMER]}, **BATCH)
    assert accepted.status == 202
    tenant.advance(3)
    tasks = tenant.json("GET", f"{JOB}/task").json()["items"]
    told = [tenant.json("GET", f"{JOB}/task/{task['id']}").json() for task in tasks]
    assert [task["progress"] for task in told] == ["succeeded", "failed", "succeeded"]
    assert told[0]["startTime"] < told[0]["endTime"]
    assert tenant.get("customer")["count"] == 2


def test_a_batch_has_bounds(tenant: Tenant) -> None:
    """One to a hundred records."""
    bodies: list[Any] = [{"items": []}, {"items": [CUSTOMER] * 101}, {"items": 1}, [CUSTOMER]]
    for body in bodies:
        assert tenant.call("POST", "customer", body, **BATCH).status == 400


def test_what_is_no_json_is_refused_at_once(tenant: Tenant) -> None:
    """Not by the job."""
    headers = {"content-type": "application/json", "prefer": "respond-async"}
    assert tenant.send("POST", "/services/rest/record/v1/customer", b"{", headers=headers).status == 400


def test_a_job_knows_the_record_by_the_id_that_was_sent(tenant: Tenant) -> None:
    """An external id with a percent sign is decoded once."""
    tenant.call("PUT", "customer/eid:50%2525", CUSTOMER, prefer="respond-async")
    tenant.advance(3)
    assert [record["externalId"] for record in tenant.system.store["customers"]] == ["50%25"]


def test_there_is_nothing_at_other_addresses(tenant: Tenant) -> None:
    """404 for unknown jobs and tasks."""
    submit(tenant, CUSTOMER)
    for path in (
        "/services/rest/async/v1/job/2",
        f"{JOB}/task/2",
        f"{JOB}/task/0",
        f"{JOB}/task/x",
        f"{JOB}/task/²/result",
    ):
        assert tenant.json("GET", path).status == 404


def test_a_job_s_effects_belong_to_it(tenant: Tenant) -> None:
    """They happen when the job runs, and a snapshot in between keeps it."""
    submit(tenant, CUSTOMER)
    snapshot, before = tenant.system.snapshot(), len(tenant.effects)
    tenant.advance(3)
    assert [effect.collection for effect in tenant.effects[before:]] == ["customers"]
    tenant.system.restore(snapshot)
    assert tenant.json("GET", JOB).json()["progress"] == "pending"
