"""The history of a customer, kept by Salesforce: the cases of a contact (REST API, QueryAll)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ...canonical.text import Text
from ...clock import Clock
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...ports.history import PastCase
from ..calls import Calls
from ..wire import Place, Wire, read
from .refusals import refuse
from .settings import SalesforceSettings
from .soql import quote
from .wire import QueryPage, RecordId, Time

SYSTEM = "salesforce"
CASE_PREFIX = "500"
LIMIT_MAX = 200
"""A page of a query has at least 200 rows (REST API, "Query Options Header"), so one page is all there is."""

QUERY_ALL = Intent("QueryAll", idempotent=True)
"""Deleted and merged cases too: the customer remembers that they wrote, whatever became of the record."""


def _case_id(id: str) -> str:
    if not id.startswith(CASE_PREFIX):
        raise PydanticCustomError("salesforce_prefix", "is not the id of a Case")
    return id


class WriterRow(Wire):
    """The contact of a case, as far as it says whose case it is."""

    email: Annotated[Text, Field(alias="Email", min_length=3)]


class CaseRow(Wire):
    """A case."""

    id: Annotated[RecordId, AfterValidator(_case_id), Field(alias="Id")]
    number: Annotated[Text, Field(alias="CaseNumber", min_length=1)]
    subject: Annotated[Text | None, Field(alias="Subject")]
    status: Annotated[Text, Field(alias="Status", min_length=1)]
    closed: Annotated[bool, Field(alias="IsClosed")]
    opened_at: Annotated[Time, Field(alias="CreatedDate")]
    contact: Annotated[WriterRow, Field(alias="Contact")]


class SalesforceHistory:
    """Implements ``History``.

    Args:
        http: carries the requests; signs them in, and leads them to the org's instance.
        settings: the org.
        clock: for plausibility.
    """

    def __init__(self, http: Http, settings: SalesforceSettings, clock: Clock) -> None:
        version = f"v{settings.api_version}"
        self._calls = Calls(http, SYSTEM, version, clock, settings.timeout, refuse)
        self._clock = clock
        self._skew_seconds = settings.clock_skew_seconds
        self._query_url = f"{settings.url}/services/data/{version}/queryAll"

    async def recent(self, email: str, limit: int) -> tuple[PastCase, ...]:
        """Return the newest cases of a contact; see ``History``.

        Raises:
            ValueError: ``limit`` is not between 1 and 200.
        """
        if not 1 <= limit <= LIMIT_MAX:
            raise ValueError(f"between 1 and {LIMIT_MAX} cases can be asked for, not {limit}")
        answer = await self._calls.get(self._query_url, QUERY_ALL, {"q": cases_by_email(email, limit)})
        place = self._calls.place(QUERY_ALL)
        page = read(QueryPage, answer.body, place)
        if not page.done or page.total_size != len(page.records) or len(page.records) > limit:
            raise place.broken("is not the number of records that was asked for", "totalSize")
        rows = [read(CaseRow, row, place, within=f"records.{index}") for index, row in enumerate(page.records)]
        _check(rows, email, self._clock.now() + self._skew_seconds, place)
        return tuple(_past_case(row) for row in rows)


def cases_by_email(email: str, limit: int) -> str:
    """Return the query for the newest cases of the contacts with this e-mail address."""
    fields = "Id, CaseNumber, Subject, Status, IsClosed, CreatedDate, Contact.Email"
    where = f"WHERE Contact.Email = {quote(email)} ORDER BY CreatedDate DESC, Id DESC LIMIT {limit}"
    return f"SELECT {fields} FROM Case {where}"  # noqa: S608  # quoted


def _check(rows: Sequence[CaseRow], email: str, latest: float, place: Place) -> None:
    """Raise a ``ContractError`` for a row that cannot be what was asked for."""
    before: datetime | None = None
    for index, row in enumerate(rows):
        if row.contact.email.casefold() != email.casefold():
            raise place.broken("is not the address that was asked for", f"records.{index}.Contact.Email")
        if row.opened_at.timestamp() > latest:
            raise place.broken("lies in the future", f"records.{index}.CreatedDate")
        if before is not None and row.opened_at > before:
            raise place.broken("is newer than the record before it", f"records.{index}.CreatedDate")
        before = row.opened_at


def _past_case(row: CaseRow) -> PastCase:
    return PastCase(
        number=row.number, subject=row.subject, status=row.status, closed=row.closed, opened_at=row.opened_at
    )
