"""The CRM, played by Salesforce (REST API)."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from ...canonical import Customer
from ...clock import Clock
from ...outbound.client import Http
from ...outbound.intent import Intent
from ..calls import Calls
from ..wire import Place, read
from . import normaliser, soql
from .refusals import refuse
from .settings import SalesforceSettings
from .wire import QueryPage, Row

SYSTEM = "salesforce"

QUERY = Intent("Query", idempotent=True)
QUERY_MORE = Intent("QueryMore", idempotent=True)


class SalesforceCRM:
    """Implements ``CRM``.

    Args:
        http: carries the requests; signs them in, and leads them to the org's instance.
        settings: the org.
        clock: for plausibility.
    """

    def __init__(self, http: Http, settings: SalesforceSettings, clock: Clock) -> None:
        version = f"v{settings.api_version}"
        self._calls = Calls(http, SYSTEM, version, clock, settings.timeout, refuse)
        self._settings = settings
        self._clock = clock
        self._query_url = f"{settings.url}/services/data/{version}/query"

    async def customer(self, email: str) -> Customer | None:
        """Find a customer by e-mail address; see ``CRM``. A customer from a cache is marked as stale."""
        question = soql.contacts_by_email(email, ("Id", "Name", self._settings.tier_field))
        rows, stale = list[Row](), False
        async with aclosing(self._pages(question)) as pages:
            async for page, page_stale in pages:
                rows += page.records
                stale = stale or page_stale
        expected = normaliser.Expected(email, self._latest(), self._settings.tier_field, self._settings.tiers)
        return normaliser.customer(rows, expected, self._calls.place(QUERY), stale=stale)

    async def query(self, question: str) -> AsyncIterator[Row]:
        """Yield the rows of a SOQL query; they are all there when this ends without an error.

        Args:
            question: SOQL; put texts into it with ``soql.quote``.

        Raises:
            ContractError: the pages do not add up to the promised total.
            IntegrationError: see ``adapters.errors``.
        """
        async with aclosing(self._pages(question)) as pages:
            async for page, _ in pages:
                for row in page.records:
                    yield row

    async def _pages(self, question: str) -> AsyncGenerator[tuple[QueryPage, bool], None]:
        answer = await self._calls.get(self._query_url, QUERY, {"q": question})
        page = read(QueryPage, answer.body, self._calls.place(QUERY))
        total, seen, came_from = page.total_size, len(page.records), {""}
        while True:
            place = self._calls.place(QUERY if len(came_from) == 1 else QUERY_MORE)
            following = _next_page(page, total, seen, place)
            yield page, answer.stale
            if following is None:
                return
            if following in came_from or len(came_from) >= self._settings.pages_max:
                raise place.broken("leads in a circle, or on without end", "nextRecordsUrl")
            came_from.add(following)
            answer = await self._calls.get(self._settings.url + following, QUERY_MORE)
            page = read(QueryPage, answer.body, self._calls.place(QUERY_MORE))
            seen += len(page.records)

    def _latest(self) -> float:
        return self._clock.now() + self._settings.clock_skew_seconds


def _next_page(page: QueryPage, total: int, seen: int, place: Place) -> str | None:
    """Return the path of the next page, ``None`` on the last; contradicting numbers are a ``ContractError``."""
    if page.total_size != total:
        raise place.broken("changes from page to page", "totalSize")
    if page.done != (page.next_records_url is None):
        raise place.broken("contradicts nextRecordsUrl", "done")
    if seen != total if page.done else seen >= total:
        raise place.broken("is not the number of records", "totalSize")
    return page.next_records_url
