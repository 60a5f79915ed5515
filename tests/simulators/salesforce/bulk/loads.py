"""Bulk jobs to test with."""

from __future__ import annotations

import csv
import io
from typing import Any

from windtunnel.world.http import Response

from ..tenant import VERSION, Tenant

LONG_ENOUGH_SECONDS = 60


def upload(tenant: Tenant, job_id: str, data: str | bytes) -> Response:
    """Send the data of a load."""
    content = data.encode() if isinstance(data, str) else data
    path = f"/services/data/{VERSION}/jobs/ingest/{job_id}/batches"
    return tenant.send("PUT", path, content, headers={"content-type": "text/csv; charset=UTF-8"})


def new_load(tenant: Tenant, object: str = "Contact", operation: str = "insert", **options: str) -> str:
    """Create a load and return its id."""
    response = tenant.call("POST", "jobs/ingest", {"object": object, "operation": operation, **options})
    assert response.status == 200, response.body
    job_id: str = response.json()["id"]
    return job_id


def close(tenant: Tenant, job_id: str, state: str = "UploadComplete") -> Response:
    """Ask for another state of a load."""
    return tenant.call("PATCH", f"jobs/ingest/{job_id}", {"state": state})


def load(
    tenant: Tenant, data: str, object: str = "Contact", operation: str = "insert", **options: str
) -> dict[str, Any]:
    """Work a whole load through and return it."""
    job_id = new_load(tenant, object, operation, **options)
    assert upload(tenant, job_id, data).status == 201
    assert close(tenant, job_id).status == 200
    tenant.advance(LONG_ENOUGH_SECONDS)
    job: dict[str, Any] = tenant.get(f"jobs/ingest/{job_id}")
    return job


def results(tenant: Tenant, job_id: str, kind: str) -> list[dict[str, str]]:
    """Return successfulResults, failedResults or unprocessedRecords."""
    response = tenant.call("GET", f"jobs/ingest/{job_id}/{kind}")
    assert response.status == 200, response.body
    return list(csv.DictReader(io.StringIO(response.body.decode(), newline="")))
