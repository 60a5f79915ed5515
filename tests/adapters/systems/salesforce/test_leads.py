"""Leads in bulk."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from adapters.errors import (
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    QuotaExceeded,
    SystemUnavailable,
)
from adapters.ports.leads import Lead, LeadScore
from adapters.systems.salesforce.leads import SalesforceLeads
from tests.adapters.fake_clock import EPOCH, FakeClock
from tests.adapters.systems.vendor import (
    Fault,
    html,
    lose_answer,
    lose_request,
    play,
    refuse_connection,
    say,
    set_at,
    spoil,
)

from .bulk_player import FakeBulk, lead, lead_id
from .player import SETTINGS, error

Work = Callable[[SalesforceLeads], Coroutine[Any, Any, None]]
IDS = [lead_id(number) for number in range(3)]
SCORES = [LeadScore(lead_id=id, score=70.0 + index, rating="Hot", reason='a "reason"') for index, id in enumerate(IDS)]


def use(vendor: FakeBulk, work: Work, *, reason_field: str | None = None) -> float:
    """Do ``work`` with the org's leads and return how long it took."""
    took: list[float] = []

    async def main(clock: FakeClock) -> None:
        await work(SalesforceLeads(vendor.client(), SETTINGS, clock, reason_field=reason_field))
        took.append(clock.elapsed())

    play(main)
    return took[0]


def altered(change: Callable[[httpx.Response], httpx.Response]) -> Fault:
    """Return a fault that changes the true answer, whatever it is."""
    return lambda act: change(act())


def with_body(body: bytes) -> Fault:
    """Return a fault that puts another body under the true headers."""

    def change(response: httpx.Response) -> httpx.Response:
        kept = {name: value for name, value in response.headers.items() if name != "content-length"}
        return httpx.Response(200, content=body, headers=kept)

    return altered(change)


def test_every_lead_is_read_page_by_page() -> None:
    """One query job, its result in pages of the size asked for; numbers, quotes and line breaks are understood."""
    vendor = FakeBulk(*(lead(number) for number in range(5)))

    async def work(leads: SalesforceLeads) -> None:
        reading = await leads.open_reading(EPOCH)
        pages = [await leads.page(reading, "", 2)]
        while pages[-1].following is not None:
            pages.append(await leads.page(reading, pages[-1].following, 2))
        assert [len(page.leads) for page in pages] == [2, 2, 1]
        assert {page.total for page in pages} == {5}
        assert [each.id for page in pages for each in page.leads] == [lead_id(number) for number in range(5)]
        assert pages[0].leads[0] == Lead(
            id=lead_id(0),
            company="Company 0",
            annual_revenue=12_500_000.0,
            employees=12,
            description='says "hi",\nand more',
        )

    use(vendor, work)
    question = next(iter(vendor.jobs.values()))["query"]
    assert question.endswith("FROM Lead WHERE IsConverted = false AND CreatedDate < 2025-10-09T08:53:20Z")
    assert not any(field in question for field in ("Name", "Email", "Phone"))


def test_a_page_can_be_read_again() -> None:
    """The same cursor shows the same leads, whatever has come since."""
    vendor = FakeBulk(*(lead(number) for number in range(3)))

    async def work(leads: SalesforceLeads) -> None:
        reading = await leads.open_reading(EPOCH)
        assert await leads.page(reading, "at-2", 2) == await leads.page(reading, "at-2", 2)

    use(vendor, work)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (with_body(b'"Id","Company"\n'), "GetQueryJobResults: Title: is missing"),
        (with_body(b'"Id","Comp'), "the body is no CSV"),
        (with_body("\u00e4".encode("latin-1")), "the body is no CSV"),
        (html, "expected text/csv"),
    ],
)
def test_a_page_that_is_not_whole_is_an_error(fault: Fault, complaint: str) -> None:
    """Whatever was cut off, or is no CSV, is loud."""
    vendor = FakeBulk(lead(0))
    vendor.disturb("GetQueryJobResults", fault)

    async def work(leads: SalesforceLeads) -> None:
        reading = await leads.open_reading(EPOCH)
        with pytest.raises(ContractError, match=complaint):
            await leads.page(reading, "", 2)

    use(vendor, work)


@pytest.mark.parametrize(("header", "value"), [("sforce-numberofrecords", "7"), ("sforce-locator", "")])
def test_a_page_whose_headers_contradict_it_is_an_error(header: str, value: str) -> None:
    """Rows that are missing, and a place that leads nowhere, are found out."""

    def change(response: httpx.Response) -> httpx.Response:
        response.headers[header] = value
        return response

    vendor = FakeBulk(lead(0))
    vendor.disturb("GetQueryJobResults", altered(change))

    async def work(leads: SalesforceLeads) -> None:
        reading = await leads.open_reading(EPOCH)
        with pytest.raises(ContractError, match="(?i)" + header):
            await leads.page(reading, "", 2)

    use(vendor, work)


@pytest.mark.parametrize(
    "cells", [{"Id": "0035g0000000000AAA"}, {"Id": "x"}, {"NumberOfEmployees": "a dozen"}, {"Company": ""}]
)
def test_a_row_that_is_no_lead_is_an_error(cells: dict[str, str]) -> None:
    """The error names the row's number and the field, and no value."""
    vendor = FakeBulk(lead(0), lead(1, **cells))

    async def work(leads: SalesforceLeads) -> None:
        reading = await leads.open_reading(EPOCH)
        with pytest.raises(ContractError, match=rf"rows\.1\.{next(iter(cells))}") as caught:
            await leads.page(reading, "", 2)
        assert "a dozen" not in caught.value.message

    use(vendor, work)


def test_a_reading_that_is_gone_is_not_found() -> None:
    """The vendor keeps results for a week."""

    async def work(leads: SalesforceLeads) -> None:
        with pytest.raises(NotFound):
            await leads.page("7505g0000099999AAA", "", 2)

    use(FakeBulk(), work)


def test_scores_are_written_and_each_row_is_accounted_for() -> None:
    """Refused rows by the vendor's code, without what follows it; locked and unprocessed ones are undone."""
    vendor = FakeBulk()
    vendor.refusals = {
        IDS[0]: "STRING_TOO_LONG:data value too large: somebody's words:Reason__c --",
        IDS[1]: "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access: --",
    }

    async def work(leads: SalesforceLeads) -> None:
        result = await leads.write(await leads.open_write(), SCORES)
        assert result.written == {IDS[2]}
        assert result.refused == {IDS[0]: "STRING_TOO_LONG"}
        assert result.undone == {IDS[1]}

    use(vendor, work, reason_field="Reason__c")
    assert vendor.written == [{"Id": IDS[2], "Score__c": "72", "Rating": "Hot", "Reason__c": 'a "reason"'}]


@pytest.mark.parametrize("state", ["Failed", "Aborted"])
def test_what_a_job_did_before_it_failed_counts(state: str) -> None:
    """Its other rows are undone, and can be written again."""
    vendor = FakeBulk()
    vendor.ends_as, vendor.unprocessed = state, {IDS[1], IDS[2]}

    async def work(leads: SalesforceLeads) -> None:
        result = await leads.write(await leads.open_write(), SCORES)
        assert (sorted(result.written), sorted(result.undone)) == ([IDS[0]], IDS[1:])

    use(vendor, work)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("UploadJobData", lose_request),
        ("UploadJobData", lose_answer),
        ("UpdateIngestJob", lose_request),
        ("UpdateIngestJob", lose_answer),
        ("UpdateIngestJob", refuse_connection),
        ("GetIngestJob", lose_answer),
        ("GetFailedResults", say(503, error("SERVER_UNAVAILABLE"))),
    ],
)
def test_a_write_that_was_interrupted_is_found_out(operation: str, fault: Fault) -> None:
    """Wherever it broke: either it was carried out, once, or it never will be."""
    vendor = FakeBulk()
    vendor.disturb(operation, fault)

    async def work(leads: SalesforceLeads) -> None:
        write = await leads.open_write()
        with pytest.raises((OutcomeUnknown, SystemUnavailable)):
            await leads.write(write, SCORES)
        result = await leads.resume(write, SCORES)
        if result is None:
            assert vendor.jobs[write]["state"] == "Aborted"
            result = await leads.write(await leads.open_write(), SCORES)
        assert result.written == set(IDS)

    use(vendor, work)
    assert [row["Id"] for row in vendor.written] == IDS


def test_a_write_that_was_only_opened_is_aborted() -> None:
    """So that no request that is still on its way can fill and close it."""
    vendor = FakeBulk()

    async def work(leads: SalesforceLeads) -> None:
        write = await leads.open_write()
        assert await leads.resume(write, SCORES) is None
        assert vendor.jobs[write]["state"] == "Aborted"
        assert await leads.resume(write, SCORES) is None

    use(vendor, work)


def test_a_write_that_closes_while_it_is_being_aborted_counts() -> None:
    """The vendor refuses to abort it, and its results are read."""
    vendor = FakeBulk()

    async def work(leads: SalesforceLeads) -> None:
        write = await leads.open_write()
        vendor.disturb("UploadJobData", lose_answer)
        with pytest.raises(OutcomeUnknown):
            await leads.write(write, SCORES)

        def close_first(act: Callable[[], httpx.Response]) -> httpx.Response:
            vendor.jobs[write]["state"] = "UploadComplete"
            return act()

        vendor.disturb("UpdateIngestJob", close_first)
        result = await leads.resume(write, SCORES)
        assert result is not None
        assert result.written == set(IDS)

    use(vendor, work)


def test_a_write_that_the_vendor_forgot_never_was() -> None:
    """There is nothing to find out any more."""

    async def work(leads: SalesforceLeads) -> None:
        assert await leads.resume("7505g0000099999AAA", SCORES) is None

    use(FakeBulk(), work)


def test_waiting_for_a_job_takes_longer_and_longer_pauses() -> None:
    """A job that takes its time is not asked for every second."""
    vendor = FakeBulk()
    vendor.disturb("GetIngestJob", *[spoil(set_at("state", "InProgress"))] * 9)

    async def work(leads: SalesforceLeads) -> None:
        await leads.write(await leads.open_write(), SCORES)

    took = use(vendor, work)
    assert vendor.operations().count("GetIngestJob") == 10
    assert took == 2 + 4 + 8 + 16 + 32 + 60 * 4


@pytest.mark.parametrize(
    ("operation", "fault", "expected", "complaint"),
    [
        ("GetIngestJob", spoil(set_at("state", "Suspended")), ContractError, "GetIngestJob: state"),
        ("GetIngestJob", spoil(set_at("id", "7505g0000099999AAA")), ContractError, "id: is not"),
        ("CreateIngestJob", say(400, error("LIMIT_EXCEEDED")), QuotaExceeded, "LIMIT_EXCEEDED"),
        ("CreateIngestJob", say(403, error("REQUEST_LIMIT_EXCEEDED")), QuotaExceeded, "REQUEST_LIMIT_EXCEEDED"),
        ("GetSuccessfulResults", with_body(b'"sf__Id","Id"\n'), ContractError, "not those of the rows"),
        ("GetFailedResults", with_body(b'"sf__Id","Identity"\n'), ContractError, "Id: is missing"),
    ],
)
def test_what_is_not_understood_is_loud(
    operation: str, fault: Fault, expected: type[IntegrationError], complaint: str
) -> None:
    """An unknown state, another job, a used-up limit, results that are not ours."""
    vendor = FakeBulk()
    vendor.disturb(operation, fault)

    async def work(leads: SalesforceLeads) -> None:
        with pytest.raises(expected, match=complaint):
            await leads.write(await leads.open_write(), SCORES)

    use(vendor, work)


def test_counts_that_do_not_fit_the_results_are_an_error() -> None:
    """What the job says of itself and what its results hold must be the same."""
    vendor = FakeBulk()

    def miscount(body: Any) -> None:
        body["numberRecordsProcessed"] += body["state"] == "JobComplete"

    vendor.disturb("GetIngestJob", *[spoil(miscount)] * 9)

    async def work(leads: SalesforceLeads) -> None:
        with pytest.raises(ContractError, match="numberRecordsProcessed"):
            await leads.write(await leads.open_write(), SCORES)

    use(vendor, work)
