"""The CRM played by Salesforce: who is found, and what is not believed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.canonical import Customer
from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ContractError,
    IntegrationError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.outbound.extensions import STALE_SECONDS
from adapters.systems.salesforce.client import SalesforceCRM
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import (
    Act,
    Fault,
    cut,
    drop_at,
    html,
    lose_answer,
    play,
    refuse_connection,
    say,
    set_at,
    spoil,
)

from .player import EMAIL, QUERY, SETTINGS, FakeSalesforce, contact, error


def customer(vendor: FakeSalesforce, email: str = EMAIL) -> Customer | None:
    """Look a customer up."""

    async def main(clock: FakeClock) -> Customer | None:
        return await SalesforceCRM(vendor.client(), SETTINGS, clock).customer(email)

    return play(main)


def query(vendor: FakeSalesforce, settings: Any = SETTINGS) -> list[dict[str, Any]]:
    """Run a query and return all rows."""

    async def main(clock: FakeClock) -> list[dict[str, Any]]:
        crm = SalesforceCRM(vendor.client(), settings, clock)
        return [row async for row in crm.query(f"SELECT Id FROM Contact WHERE Email = '{EMAIL}'")]

    return play(main)


def test_a_customer_is_found_with_account_and_tier() -> None:
    """One query, and nothing of Salesforce's shape is left."""
    vendor = FakeSalesforce(contact())
    assert customer(vendor) == Customer(
        id="0035g00000AAAAAAA5",
        email=EMAIL,
        name="Ann Ode",
        account_id="0015g00000BBBBBAA5",
        account_name="Ode Ltd",
        tier="Gold",
    )
    assert vendor.operations() == ["Query"]
    assert vendor.requests[0].url.params["q"] == (
        "SELECT Id, Email, Name, FirstName, LastName, CreatedDate, AccountId, Account.Id, Account.Name, Account.SLA__c"
        f" FROM Contact WHERE Email = '{EMAIL}'"
    )


def test_an_unknown_address_is_nobody() -> None:
    """No rows is an answer, not an error."""
    assert customer(FakeSalesforce(contact()), "nobody@mail.example") is None


def test_a_customer_without_account_has_no_tier() -> None:
    """Nulls are present, and mean what they say."""
    found = customer(FakeSalesforce(contact(AccountId=None, Account=None)))
    assert found is not None
    assert (found.account_id, found.account_name, found.tier) == (None, None, None)


def test_an_account_without_tier_is_read_as_such() -> None:
    """The field is there and null."""
    row = contact()
    row["Account"]["SLA__c"] = None
    found = customer(FakeSalesforce(row))
    assert found is not None
    assert found.tier is None


def test_an_address_is_compared_without_regard_to_case() -> None:
    """As SOQL does."""
    found = customer(FakeSalesforce(contact(Email="Ann@Mail.example")))
    assert found is not None
    assert found.email == "Ann@Mail.example"


DUPLICATES = (
    contact(Id="0035g0000000001", AccountId=None, Account=None, CreatedDate="2020-01-01T00:00:00.000+0000"),
    contact(Id="0035g0000000002", CreatedDate="2023-01-01T00:00:00.000+0000"),
    contact(Id="0035g0000000004", CreatedDate="2022-01-01T01:00:00.000+0100"),
    contact(Id="0035g0000000003", CreatedDate="2022-01-01T00:00:00.000+0000"),
)


def test_of_several_contacts_the_same_one_is_chosen_in_every_order() -> None:
    """With an account before without, then the oldest, then the smallest id."""
    for rows in permutations(DUPLICATES):
        found = customer(FakeSalesforce(*rows))
        assert found is not None
        assert found.id[:15] == "0035g0000000003"


def test_short_and_long_ids_are_one_id() -> None:
    """The long form of an id follows from the short one."""
    short = contact(Id="0035g00000AAAAA", AccountId="0015g00000BBBBB")
    short["Account"]["Id"] = "0015g00000BBBBB"
    found = customer(FakeSalesforce(short))
    assert found is not None
    assert len(found.id) == 18


@given(st.text(min_size=1, max_size=40))
def test_no_text_breaks_out_of_the_query(email: str) -> None:
    """Whatever stands in the address, it is looked up as it is, and finds itself and nothing else."""
    vendor = FakeSalesforce(contact(Email=f"{email}@mail.example"), contact(Email="other@mail.example"))
    found = customer(vendor, f"{email}@mail.example")
    assert found is not None
    assert found.email == f"{email}@mail.example"


@pytest.mark.parametrize(
    "email",
    [
        "o'neil@mail.example",
        "x' OR Name != '",
        "a\\",
        "a\\' OR '1'='1",
        'q"q@mail.example',
        "a\nb",
        "ünï@mail.example",
        "'",
    ],
)
def test_quotes_and_backslashes_are_part_of_the_address(email: str) -> None:
    """The classic attacks find nobody."""
    assert customer(FakeSalesforce(contact()), email) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("totalSize"), "totalSize"),
        (set_at("totalSize", "1"), "totalSize"),
        (set_at("totalSize", 2), "totalSize"),
        (set_at("done", "true"), "done"),
        (set_at("done", False), "done"),
        (set_at("nextRecordsUrl", f"{QUERY}/01g-1"), "done"),
        (set_at("nextRecordsUrl", "https://evil.example/services/data/v68.0/query/01g-1"), "nextRecordsUrl"),
        (set_at("records", {}), "records"),
        (set_at("records", []), "totalSize"),
        (drop_at("records.0.Id"), "records.0.Id"),
        (set_at("records.0.Id", 35), "records.0.Id"),
        (set_at("records.0.Id", "X3FZ"), "records.0.Id"),
        (set_at("records.0.Id", "0035g00000aaaaaAA5"), "records.0.Id"),
        (set_at("records.0.Id", "0015g00000BBBBBAA5"), "records.0.Id"),
        (drop_at("records.0.Email"), "records.0.Email"),
        (set_at("records.0.Email", None), "records.0.Email"),
        (set_at("records.0.Email", "bob@mail.example"), "records.0.Email"),
        (set_at("records.0.Name", None), "records.0.Name"),
        (set_at("records.0.Name", ["Ann"]), "records.0.Name"),
        (set_at("records.0.CreatedDate", "01/02/2024"), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", "2024-01-01T00:00:00.000Z"), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", "2024-01-01T00:00:00.000"), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", "2024-31-01T00:00:00.000+0000"), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", 1704067200000), "records.0.CreatedDate"),
        (set_at("records.0.CreatedDate", "2025-10-09T08:58:21.000+0000"), "records.0.CreatedDate"),
        (drop_at("records.0.AccountId"), "records.0.AccountId"),
        (set_at("records.0.AccountId", None), "records.0.AccountId"),
        (set_at("records.0.AccountId", "0015g00000CCCCCAA5"), "records.0.AccountId"),
        (drop_at("records.0.Account"), "records.0.Account"),
        (set_at("records.0.Account", None), "records.0.AccountId"),
        (set_at("records.0.Account.Name", None), "records.0.Account.Name"),
        (drop_at("records.0.Account.SLA__c"), "records.0.Account.SLA__c"),
        (set_at("records.0.Account.SLA__c", "GOLD"), "records.0.Account.SLA__c"),
        (set_at("records.0.Account.SLA__c", "Diamond"), "records.0.Account.SLA__c"),
        (set_at("records.0.Account.SLA__c", 1), "records.0.Account.SLA__c"),
    ],
)
def test_drift_is_a_typed_error_that_names_the_field(change: Callable[[Any], None], field: str) -> None:
    """System, version, operation and field are told, and no value of the payload."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", spoil(change))
    with pytest.raises(ContractError) as caught:
        customer(vendor)
    raised = caught.value
    assert (raised.system, raised.version, raised.operation, raised.field) == ("salesforce", "v68.0", "Query", field)
    assert EMAIL not in str(raised)


def test_additional_fields_change_nothing() -> None:
    """A field that nobody asked for is no reason for alarm."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", spoil(set_at("records.0.Pronouns", "she")))
    assert customer(vendor) == customer(FakeSalesforce(contact()))


@pytest.mark.parametrize("fault", [html, cut, say(200, [])])
def test_a_body_that_is_no_page_is_a_contract_error(fault: Fault) -> None:
    """HTML with status 200, half an answer, and other JSON."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", fault)
    with pytest.raises(ContractError):
        customer(vendor)


def test_all_pages_of_a_query_are_read() -> None:
    """The vendor's own path is followed until it says done."""
    vendor = FakeSalesforce(*(contact(Name=str(number)) for number in range(5)))
    vendor.page_size = 2
    assert [row["Name"] for row in query(vendor)] == ["0", "1", "2", "3", "4"]
    assert vendor.operations() == ["Query", "QueryMore", "QueryMore"]
    assert [request.url.path for request in vendor.requests[1:]] == [
        f"{QUERY}/01g000000000001AAA-2",
        f"{QUERY}/01g000000000001AAA-4",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (set_at("totalSize", 6), "totalSize"),
        (set_at("records", []), "totalSize"),
        (set_at("done", False), "done"),
    ],
)
def test_pages_that_do_not_add_up_are_a_contract_error(change: Callable[[Any], None], field: str) -> None:
    """A row that is missing or there twice is not passed over."""
    vendor = FakeSalesforce(*(contact(Name=str(number)) for number in range(3)))
    vendor.page_size = 2
    vendor.disturb("QueryMore", spoil(change))
    with pytest.raises(ContractError) as caught:
        query(vendor)
    assert (caught.value.operation, caught.value.field) == ("QueryMore", field)


def test_a_page_that_leads_back_is_a_contract_error() -> None:
    """Paging ends."""
    vendor = FakeSalesforce(*(contact() for _ in range(5)))
    vendor.page_size = 2
    vendor.disturb("QueryMore", spoil(set_at("nextRecordsUrl", f"{QUERY}/01g000000000001AAA-2")))
    with pytest.raises(ContractError, match="nextRecordsUrl: leads in a circle"):
        query(vendor)


def test_a_result_without_end_is_a_contract_error() -> None:
    """No more than the configured pages are read."""
    vendor = FakeSalesforce(*(contact() for _ in range(5)))
    vendor.page_size = 1
    with pytest.raises(ContractError, match="on without end"):
        query(vendor, SETTINGS.model_copy(update={"pages_max": 3}))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (say(401, error("INVALID_SESSION_ID")), AuthenticationFailed),
        (say(403, error("REQUEST_LIMIT_EXCEEDED")), QuotaExceeded),
        (say(403, error("INSUFFICIENT_ACCESS_OR_READONLY")), ConfigurationError),
        (say(400, error("INVALID_FIELD")), ConfigurationError),
        (say(400, error("MALFORMED_QUERY")), Rejected),
        (say(400, error("INVALID_QUERY_LOCATOR")), SystemUnavailable),
        (say(400, error("QUERY_TIMEOUT")), SystemUnavailable),
        (say(400, error("SOMETHING_NEW")), Rejected),
        (say(404, error("NOT_FOUND")), ContractError),
        (say(410, text="Gone"), ContractError),
        (say(500, error("UNKNOWN_EXCEPTION")), SystemUnavailable),
        (say(503, error("SERVER_UNAVAILABLE")), SystemUnavailable),
        (say(300, []), ContractError),
        (refuse_connection, SystemUnavailable),
        (lose_answer, SystemUnavailable),
    ],
)
def test_every_refusal_has_its_error(fault: Fault, kind: type[IntegrationError]) -> None:
    """The vendor's code decides before the status."""
    vendor = FakeSalesforce(contact())
    vendor.disturb("Query", fault)
    with pytest.raises(IntegrationError) as caught:
        customer(vendor)
    assert type(caught.value) is kind
    assert caught.value.system == "salesforce"


def test_a_customer_from_the_cache_is_marked_as_stale() -> None:
    """Whoever acts on it knows that the CRM could not be asked."""
    vendor = FakeSalesforce(contact())

    def from_cache(act: Act) -> httpx.Response:
        response = act()
        response.extensions[STALE_SECONDS] = 60.0
        return response

    vendor.disturb("Query", from_cache)
    found = customer(vendor)
    assert found is not None
    assert found.stale
