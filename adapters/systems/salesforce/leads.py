"""Leads in bulk, by Salesforce's Bulk API 2.0.

A query job keeps its result for a week, so every page of it can be read again. An ingest job is worked off only
after it was closed, and only once: its id is the idempotency key of what it holds. A job that is still open can be
aborted for good, and one that was closed tells what became of each of its rows.

Sources: Bulk API 2.0 Developer Guide, job states and results; what simple-salesforce sends and reads.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeVar

import httpx
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from ...canonical.text import Text
from ...clock import Clock
from ...errors import NotFound, QuotaExceeded, Rejected
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...outbound.taxonomy import error_of
from ...ports.leads import Lead, LeadPage, LeadScore, WriteResult
from ..calls import HEADERS, UNSENT, Calls
from ..wire import Place, Wire, read
from .limits import PAUSE_SECONDS
from .refusals import error_codes, refuse
from .settings import SalesforceSettings
from .wire import RecordId

SYSTEM = "salesforce"
LEAD_PREFIX = "00Q"
LAST = "null"
"""The locator on the last page of a result."""
WAIT_SECONDS = 2.0
WAIT_SECONDS_MAX = 60.0
UNDONE_CODES = frozenset({"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "QUERY_TIMEOUT", "REQUEST_RUNNING_TOO_LONG"})
"""Codes of a refusal that somebody else's work is the reason of: nothing was changed."""
BULK_LIMIT_EXCEEDED = "LIMIT_EXCEEDED"

CREATE_QUERY = Intent("CreateQueryJob", idempotent=True)
GET_QUERY = Intent("GetQueryJob", idempotent=True)
GET_ROWS = Intent("GetQueryJobResults", idempotent=True)
CREATE_INGEST = Intent("CreateIngestJob", idempotent=True)
UPLOAD = Intent("UploadJobData", idempotent=False)
CLOSE = Intent("UpdateIngestJob", idempotent=True)
GET_INGEST = Intent("GetIngestJob", idempotent=True)
RESULTS: Mapping[str, Intent] = {
    "successfulResults": Intent("GetSuccessfulResults", idempotent=True),
    "failedResults": Intent("GetFailedResults", idempotent=True),
    "unprocessedrecords": Intent("GetUnprocessedRecords", idempotent=True),
}
"""By the last part of the path; the vendor writes the third one in small letters."""

_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,99}")

State = Literal["Open", "UploadComplete", "InProgress", "JobComplete", "Aborted", "Failed"]
ENDED = ("JobComplete", "Aborted", "Failed")


def _lead_id(id: str) -> str:
    if not id.startswith(LEAD_PREFIX):
        raise PydanticCustomError("salesforce_prefix", "is not the id of a Lead")
    return id


LeadId = Annotated[RecordId, AfterValidator(_lead_id)]


class _Job(Wire):
    """A job as Salesforce tells it."""

    id: RecordId
    state: State


class _Count(_Job):
    """A job with its counts, which it has as soon as it is looked at; queries cannot fail row by row."""

    processed: Annotated[int, Field(ge=0, alias="numberRecordsProcessed")]


class _FullCount(_Count):
    """An ingest job with its counts."""

    failed: Annotated[int, Field(ge=0, alias="numberRecordsFailed")]


CountT = TypeVar("CountT", bound=_Count)


class _LeadRow(Wire):
    """A lead as a row of CSV: every value is a text, and an empty one is none."""

    model_config = ConfigDict(strict=False)

    id: Annotated[LeadId, Field(alias="Id")]
    company: Annotated[Text, Field(alias="Company")]
    title: Annotated[Text | None, Field(alias="Title")]
    industry: Annotated[Text | None, Field(alias="Industry")]
    source: Annotated[Text | None, Field(alias="LeadSource")]
    country: Annotated[Text | None, Field(alias="Country")]
    annual_revenue: Annotated[float | None, Field(alias="AnnualRevenue", allow_inf_nan=False)]
    employees: Annotated[int | None, Field(alias="NumberOfEmployees")]
    description: Annotated[Text | None, Field(alias="Description")]


COLUMNS = tuple(str(field.alias) for field in _LeadRow.model_fields.values())
"""The fields that are read."""


class SalesforceLeads:
    """Implements ``Leads``.

    Args:
        http: carries the requests; signs them in, and leads them to the org's instance.
        settings: the org.
        clock: for pauses between looks at a job.
        score_field: the field of Lead that takes the score.
        reason_field: the field of Lead that takes the reason; none when ``None``.
    """

    def __init__(
        self,
        http: Http,
        settings: SalesforceSettings,
        clock: Clock,
        *,
        score_field: str = "Score__c",
        reason_field: str | None = None,
    ) -> None:
        version = f"v{settings.api_version}"
        self._http = http
        self._calls = Calls(http, SYSTEM, version, clock, settings.timeout, _refuse)
        self._clock = clock
        self._jobs_url = f"{settings.url}/services/data/{version}/jobs"
        self._score_field = score_field
        self._reason_field = reason_field

    async def open_reading(self, until: float) -> str:
        """Make a query job; see ``Leads``. One that is made twice is no harm: nobody reads the other."""
        moment = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = ", ".join(COLUMNS)
        question = f"SELECT {fields} FROM Lead WHERE IsConverted = false AND CreatedDate < {moment}"  # noqa: S608
        body = {"operation": "query", "query": question, "columnDelimiter": "COMMA", "lineEnding": "LF"}
        return (await self._create(CREATE_QUERY, "query", body)).id

    async def page(self, reading: str, cursor: str, size: int) -> LeadPage:
        """Return a page of a query job's result, once the job has one; see ``Leads``."""
        job = await self._ended(_Count, GET_QUERY, f"{self._jobs_url}/query/{reading}")
        if job.state != "JobComplete":
            raise NotFound(f"{GET_QUERY.operation}: the job ended as {job.state}", system=SYSTEM)
        parameters = {"maxRecords": str(size)} | ({"locator": cursor} if cursor else {})
        url = f"{self._jobs_url}/query/{reading}/results"
        response = await self._send(httpx.Request("GET", url, params=parameters), GET_ROWS)
        place = self._calls.place(GET_ROWS)
        rows = _rows(response, COLUMNS, place)
        if response.headers.get("sforce-numberofrecords") != str(len(rows)):
            raise place.broken("is not the number of rows", "Sforce-NumberOfRecords")
        locator = response.headers.get("sforce-locator")
        if not locator or locator == cursor:
            raise place.broken("leads nowhere", "Sforce-Locator")
        leads = tuple(_lead(row, index, place) for index, row in enumerate(rows))
        return LeadPage(leads, None if locator == LAST else locator, job.processed)

    async def open_write(self) -> str:
        """Make an ingest job; see ``Leads``. One that nobody closes changes nothing."""
        body = {"operation": "update", "object": "Lead", "columnDelimiter": "COMMA", "lineEnding": "LF"}
        return (await self._create(CREATE_INGEST, "ingest", body)).id

    async def write(self, write: str, scores: Sequence[LeadScore]) -> WriteResult:
        """Upload, close, and wait; see ``Leads``."""
        url = f"{self._jobs_url}/ingest/{write}"
        content = self._csv(scores).encode()
        upload = httpx.Request("PUT", f"{url}/batches", content=content, headers={"Content-Type": "text/csv"})
        await self._send(upload, UPLOAD)
        await self._calls.send("PATCH", url, CLOSE, {"state": "UploadComplete"})
        return await self._result(write, scores)

    async def resume(self, write: str, scores: Sequence[LeadScore]) -> WriteResult | None:
        """Abort a job that is still open, so that no late request can close it; else wait for its end."""
        url = f"{self._jobs_url}/ingest/{write}"
        try:
            job = await self._job(_FullCount, GET_INGEST, url)
        except NotFound:
            return None  # the vendor forgets jobs, after a week; what they did shows in the next reading
        if job.state == "Open":
            await self._abort(url)
            job = await self._job(_FullCount, GET_INGEST, url)
        if job.state == "Aborted" and job.processed == 0:
            return None
        return await self._result(write, scores)

    async def _abort(self, url: str) -> None:
        try:
            await self._calls.send("PATCH", url, CLOSE, {"state": "Aborted"})
        except Rejected:
            return  # it is not open any more: its state is what counts

    async def _result(self, write: str, scores: Sequence[LeadScore]) -> WriteResult:
        url, place = f"{self._jobs_url}/ingest/{write}", self._calls.place(GET_INGEST)
        job = await self._ended(_FullCount, GET_INGEST, url)
        if job.state == "Aborted" and not job.processed:
            raise NotFound(f"{GET_INGEST.operation}: somebody aborted the job", system=SYSTEM)
        kinds = {kind: await self._result_rows(f"{url}/{kind}", intent) for kind, intent in RESULTS.items()}
        written = [row["Id"] for row in kinds["successfulResults"]]
        failed = {row["Id"]: _code(row, place) for row in kinds["failedResults"]}
        unprocessed = [row["Id"] for row in kinds["unprocessedrecords"]]
        told = sorted([*written, *failed, *unprocessed])
        if told != sorted(score.lead_id for score in scores):
            raise place.broken("the results are not those of the rows that were sent")
        if job.failed != len(failed) or job.processed != len(written) + len(failed):
            raise place.broken("is not the number of results", "numberRecordsProcessed")
        undone = {id for id, code in failed.items() if code in UNDONE_CODES}
        refused = {id: code for id, code in failed.items() if id not in undone}
        return WriteResult(frozenset(written), refused, frozenset(undone.union(unprocessed)))

    async def _result_rows(self, url: str, intent: Intent) -> list[dict[str, str]]:
        response = await self._send(httpx.Request("GET", url), intent)
        return _rows(response, ("Id",), self._calls.place(intent))

    async def _create(self, intent: Intent, kind: str, body: Mapping[str, str]) -> _Job:
        answer = await self._calls.send("POST", f"{self._jobs_url}/{kind}", intent, body)
        return read(_Job, answer.body, self._calls.place(intent))

    async def _job(self, model: type[CountT], intent: Intent, url: str) -> CountT:
        answer = await self._calls.get(url, intent)
        job = read(model, answer.body, self._calls.place(intent))
        if job.id != url.rpartition("/")[2]:
            raise self._calls.place(intent).broken("is not the job that was asked for", "id")
        return job

    async def _ended(self, model: type[CountT], intent: Intent, url: str) -> CountT:
        """Look at a job, less and less often, until it has ended; whoever waits bounds it by a deadline."""
        pause_seconds = WAIT_SECONDS
        while (job := await self._job(model, intent, url)).state not in ENDED:
            await self._clock.sleep(pause_seconds)
            pause_seconds = min(WAIT_SECONDS_MAX, pause_seconds * 2)
        return job

    async def _send(self, request: httpx.Request, intent: Intent) -> httpx.Response:
        """Send a request whose body or answer is not JSON.

        Raises:
            IntegrationError: the request failed or was refused.
        """
        request.headers.update({name: value for name, value in HEADERS.items() if name not in request.headers})
        request.extensions.update({"timeout": self._calls.timeout.as_dict(), **intent.extensions()})
        try:
            response = await self._http.send(request)
        except UNSENT as error:
            raise error_of(error, system=SYSTEM, request=request) from error
        _refuse(response, self._calls.place(intent), self._clock.now())
        return response

    def _csv(self, scores: Iterable[LeadScore]) -> str:
        target = io.StringIO(newline="")
        writer = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(["Id", self._score_field, "Rating", *([self._reason_field] if self._reason_field else [])])
        for score in scores:
            reason = [score.reason] if self._reason_field else []
            writer.writerow([score.lead_id, f"{score.score:g}", score.rating, *reason])
        return target.getvalue()


def _refuse(response: httpx.Response, place: Place, now: float) -> None:
    """Raise the error for a refusal; for jobs two mean something else than for records.

    Raises:
        NotFound: there is no such job (any more).
        QuotaExceeded: a limit of the Bulk API is used up; it counts a rolling day, as that of requests does.
        IntegrationError: any other refusal.
    """
    if response.status_code == 404:
        raise NotFound(f"{place.operation}: the job is gone", system=place.system)
    if not response.is_success and BULK_LIMIT_EXCEEDED in error_codes(response):
        message = f"{place.operation}: HTTP {response.status_code}, {BULK_LIMIT_EXCEEDED}"
        raise QuotaExceeded(message, system=place.system, retry_after_seconds=PAUSE_SECONDS)
    refuse(response, place, now)


def _code(row: Mapping[str, str], place: Place) -> str:
    """Return the code of a refused row; what follows it can hold values of the row."""
    code = row.get("sf__Error", "").partition(":")[0]
    if not _CODE.fullmatch(code):
        raise place.broken("begins with no code", "sf__Error")
    return code


def _rows(response: httpx.Response, columns: Iterable[str], place: Place) -> list[dict[str, str]]:
    """Return the rows of an answer in CSV, by column.

    Raises:
        ContractError: it is no CSV, not whole, or lacks one of ``columns``.
    """
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "text/csv":
        raise place.broken(f"expected text/csv, got {media_type!r}")
    try:
        lines = list(csv.reader(io.StringIO(response.content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise place.broken(f"the body is no CSV ({len(response.content)} bytes)") from None
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    missing = next((column for column in columns if column not in header), None)
    if missing is not None:
        raise place.broken("is missing", missing)
    if any(len(row) != len(header) for row in rows):
        raise place.broken("a row has not as many cells as the header")
    return [dict(zip(header, row, strict=True)) for row in rows]


def _lead(row: Mapping[str, str], index: int, place: Place) -> Lead:
    found = read(_LeadRow, {name: value or None for name, value in row.items()}, place, within=f"rows.{index}")
    return Lead(**found.model_dump())
