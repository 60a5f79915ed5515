"""Plays the Bulk API 2.0 of a Salesforce org, by the vendor's documentation."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from adapters.systems.salesforce.wire import long_id
from tests.adapters.systems.vendor import Vendor

from .player import error

JOBS = "/services/data/v68.0/jobs"
COLUMNS = (
    "Id",
    "Company",
    "Title",
    "Industry",
    "LeadSource",
    "Country",
    "AnnualRevenue",
    "NumberOfEmployees",
    "Description",
)
ADDED = {"successfulResults": ("sf__Id", "sf__Created"), "failedResults": ("sf__Id", "sf__Error")}


def lead_id(number: int) -> str:
    """Return the id of a lead."""
    return long_id(f"00Q5g00000{number:05d}")


def lead(number: int, **cells: str) -> dict[str, str]:
    """Return a lead as a row of CSV; empty cells are null."""
    row = dict.fromkeys(COLUMNS, "") | {"Id": lead_id(number), "Company": f"Company {number}"}
    return row | {"NumberOfEmployees": "12", "AnnualRevenue": "1.25E7", "Description": 'says "hi",\nand more'} | cells


def written(header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return CSV as the vendor writes it."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, header, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


class FakeBulk(Vendor):
    """The org: its jobs end one look after they were closed."""

    def __init__(self, *leads: dict[str, str]) -> None:
        super().__init__()
        self.leads = list(leads)
        self.jobs: dict[str, dict[str, Any]] = {}
        self.refusals: dict[str, str] = {}
        self.unprocessed: set[str] = set()
        self.ends_as = "JobComplete"
        self.written: list[dict[str, str]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a request."""
        kind, _, rest = request.url.path.removeprefix(f"{JOBS}/").partition("/")
        if not rest:
            return self._create(kind, json.loads(request.content))
        job_id, _, part = rest.partition("/")
        if job_id not in self.jobs:
            return httpx.Response(404, json=error("NOT_FOUND"))
        job = self.jobs[job_id]
        if part == "results":
            return self._page(request.url.params)
        if part:
            return self._batch(job, part, request.content)
        if request.method == "PATCH":
            return self._change(job, json.loads(request.content)["state"])
        return self._look(job)

    def _create(self, kind: str, body: dict[str, str]) -> httpx.Response:
        job_id = long_id(f"7505g0000{len(self.jobs):06d}")
        state = "UploadComplete" if kind == "query" else "Open"
        self.jobs[job_id] = {"id": job_id, "state": state, "rows": None, **body}
        return httpx.Response(200, json={"id": job_id, "state": state})

    def _look(self, job: dict[str, Any]) -> httpx.Response:
        shown = {"id": job["id"], "state": job["state"], **self._counts(job)}
        if job["state"] == "UploadComplete":
            job["state"] = "InProgress"
        elif job["state"] == "InProgress":
            self._work(job)
        return httpx.Response(200, json=shown)

    def _counts(self, job: dict[str, Any]) -> dict[str, int]:
        if "query" in job:
            return {"numberRecordsProcessed": len(self.leads) if job["state"] == "JobComplete" else 0}
        results = job.get("results", {})
        failed = len(results.get("failedResults", ()))
        processed = failed + len(results.get("successfulResults", ()))
        return {"numberRecordsProcessed": processed, "numberRecordsFailed": failed}

    def _work(self, job: dict[str, Any]) -> None:
        job["state"] = "JobComplete" if "query" in job else self.ends_as
        rows = job["rows"] or []
        tried = [row for row in rows if row["Id"] not in self.unprocessed]
        good = [row for row in tried if row["Id"] not in self.refusals]
        self.written += good
        bad = [row for row in tried if row["Id"] in self.refusals]
        job["results"] = {
            "successfulResults": [{"sf__Id": row["Id"], "sf__Created": "false", **row} for row in good],
            "failedResults": [{"sf__Id": row["Id"], "sf__Error": self.refusals[row["Id"]], **row} for row in bad],
            "unprocessedrecords": [row for row in rows if row["Id"] in self.unprocessed],
        }

    def _change(self, job: dict[str, Any], state: str) -> httpx.Response:
        if job["state"] != "Open":
            return httpx.Response(400, json=error("INVALIDJOBSTATE"))
        job["state"] = state
        return httpx.Response(200, json={"id": job["id"], "state": state})

    def _batch(self, job: dict[str, Any], part: str, content: bytes) -> httpx.Response:
        if part == "batches":
            if job["rows"] is not None or job["state"] != "Open":
                return httpx.Response(400, json=error("BULK_API_ERROR"))
            job["rows"] = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
            return httpx.Response(201)
        header = [*ADDED.get(part, ()), *(job["rows"][0] if job["rows"] else ["Id"])]
        return _csv(written(header, job["results"][part]))

    def _page(self, parameters: httpx.QueryParams) -> httpx.Response:
        start = int(parameters.get("locator", "0").removeprefix("at-"))
        rows = self.leads[start : start + int(parameters["maxRecords"])]
        end = start + len(rows)
        headers = {
            "sforce-locator": f"at-{end}" if end < len(self.leads) else "null",
            "sforce-numberofrecords": str(len(rows)),
        }
        return _csv(written(COLUMNS, rows), headers)


def _csv(body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.Response(200, content=body, headers={"content-type": "text/csv;charset=UTF-8", **(headers or {})})
