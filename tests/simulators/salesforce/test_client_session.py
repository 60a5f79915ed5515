"""simple-salesforce, unmodified, over TLS on a real socket: a whole working session.

simple-salesforce speaks https alone and builds login addresses as ``https://{domain}.salesforce.com/...``; a domain
that ends in a fragment brings it elsewhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import simple_salesforce.login
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

from ..served import Served

LogIn = Callable[..., Any]
"""Returns a client, which is made of attributes that no type checker knows."""
POLL_SECONDS: Any = 0.03
"""The client waits for fractions of a second, though it says whole ones."""


def content_of(raised: pytest.ExceptionInfo[Any]) -> Any:
    """Return the body of a refusal; the client says bytes and means JSON."""
    return raised.value.content


@pytest.fixture
def session() -> Iterator[requests.Session]:
    """A pool of connections that is closed at the end."""
    with requests.Session() as session:
        yield session


@pytest.fixture
def log_in(served: Served, session: requests.Session) -> LogIn:
    """Log in with the arguments of the client; client credentials when there are none."""
    credentials = served.credentials

    def log_in(**arguments: Any) -> Any:
        if not arguments:
            arguments = {
                "consumer_key": credentials["client_id"],
                "consumer_secret": credentials["client_secret"],
            }
        arguments.setdefault("domain", f"{served.host}/services/oauth2/token#")
        return Salesforce(session=session, **arguments)

    return log_in


@pytest.fixture
def sf(log_in: LogIn) -> Any:
    """A client that is logged in."""
    return log_in()


class _WorldTime(datetime):
    """The clock of the org, in place of the machine's, for assertions that expire."""

    shown = 0.0

    @classmethod
    def now(cls, tz: Any = None) -> _WorldTime:
        """Return the time that the org shows."""
        return cls.fromtimestamp(cls.shown, UTC)


def test_every_flow_of_the_client_logs_in(served: Served, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOAP with token, SOAP from a trusted network, password, client credentials, JWT bearer, and a session id."""
    c = served.credentials
    soap = {
        "domain": f"{served.host}/services/Soap/u/59.0#",
        "username": c["username"],
        "password": c["password"],
    }
    app = {"consumer_key": c["client_id"], "username": c["username"]}
    _WorldTime.shown = served.admin("GET", "clock")["now"]
    monkeypatch.setattr(simple_salesforce.login, "datetime", _WorldTime)
    flows: list[dict[str, Any]] = [
        {**soap, "security_token": c["security_token"]},
        {**soap, "organizationId": c["organization_id"]},
        {**app, "password": c["password"] + c["security_token"], "consumer_secret": c["client_secret"]},
        {},
        {
            **app,
            "privatekey": c["private_key"],
            "instance_url": f"{served.host}/services/oauth2/token#",
            "domain": "test",
        },
    ]
    clients = [log_in(**flow) for flow in flows]
    clients.append(log_in(session_id=clients[0].session_id, instance_url=f"https://{served.host}"))
    assert [client.sf_instance for client in clients] == [served.host] * 6
    assert [client.is_sandbox() for client in clients] == [False] * 6


def test_a_record_lives_and_dies(sf: Any) -> None:
    """Create, read back, change, find by id of 15 characters, delete; unicode and nulls survive."""
    created = sf.Contact.create({"LastName": "Ōkafor 🚀", "FirstName": "Ada", "Title": None, "Description": "línea\n2"})
    assert created["success"]
    assert created["errors"] == []
    contact = sf.Contact.get(created["id"][:15])
    assert contact["Name"] == "Ada Ōkafor 🚀"
    assert contact["Title"] is None
    assert contact["Description"] == "línea\n2"
    assert sf.Contact.update(created["id"], {"Title": "CEO", "FirstName": None}) == 204
    assert sf.Contact.get(created["id"], params={"fields": "Name,Title"})["Name"] == "Ōkafor 🚀"
    assert sf.Contact.delete(created["id"]) == 204
    with pytest.raises(SalesforceResourceNotFound) as refused:
        sf.Contact.get(created["id"])
    assert content_of(refused)[0]["errorCode"] == "ENTITY_IS_DELETED"


def test_a_query_is_paged_and_iterated(sf: Any) -> None:
    """Three pages of at most 200 rows, by url and by id, and all at once."""
    for start in range(0, 450, 150):
        records = [
            {"attributes": {"type": "Lead"}, "LastName": f"L{start + n:03d}", "Company": "C"} for n in range(150)
        ]
        sf.restful("composite/sobjects", method="POST", json={"records": records})
    headers = {"Sforce-Query-Options": "batchSize=200"}
    first = sf.query("SELECT Id, LastName FROM Lead ORDER BY LastName", headers=headers)
    second = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True, headers=headers)
    third = sf.query_more(second["nextRecordsUrl"].rsplit("/", 1)[1], headers=headers)
    pages = (first, second, third)
    assert [(len(page["records"]), page["done"]) for page in pages] == [
        (200, False),
        (200, False),
        (50, True),
    ]
    names = [row["LastName"] for page in pages for row in page["records"]]
    assert names == [f"L{number:03d}" for number in range(450)]
    assert sf.query_all("SELECT Id FROM Lead", headers=headers)["totalSize"] == 450
    assert sum(1 for _ in sf.query_all_iter("SELECT Id FROM Lead", include_deleted=True)) == 450


def test_upserts_create_change_and_meet_ambiguity(sf: Any) -> None:
    """201 and 200 by external id; two records with one value answer 300."""
    assert sf.Contact.upsert("External_Id__c/C-1", {"LastName": "One"}) == 201
    assert sf.Contact.upsert("external_id__c/C-1", {"LastName": "Two"}) == 200
    assert sf.Contact.get_by_custom_id("External_Id__c", "C-1")["LastName"] == "Two"
    for name in ("A", "B"):
        sf.Contact.create({"LastName": name, "Legacy_Id__c": "same"})
    with pytest.raises(SalesforceMoreThanOneRecord) as ambiguous:
        sf.Contact.upsert("Legacy_Id__c/same", {"LastName": "C"})
    assert len(content_of(ambiguous)) == 2


def test_search_finds_what_the_index_holds(served: Served, sf: Any) -> None:
    """A new record is not found at once; after the lag it is."""
    sf.Account.create({"Name": "Borealis Shipping"})
    assert sf.quick_search("Borealis")["searchRecords"] == []
    served.admin("PUT", "clock", {"advance_seconds": 6})
    found = sf.search("FIND {boreal*} IN NAME FIELDS RETURNING Account(Id, Name)")["searchRecords"]
    assert [record["Name"] for record in found] == ["Borealis Shipping"]


def test_changes_and_deletions_of_a_span_are_told(served: Served, sf: Any) -> None:
    """The client asks with a trailing slash and percent-encoded offsets."""
    kept, gone = (sf.Lead.create({"LastName": name, "Company": "C"})["id"] for name in ("Kept", "Gone"))
    sf.Lead.delete(gone)
    now = datetime.fromtimestamp(served.admin("GET", "clock")["now"], UTC)
    span = (now - timedelta(hours=1), now + timedelta(minutes=2))
    assert sf.Lead.updated(*span)["ids"] == [kept]
    assert [record["id"] for record in sf.Lead.deleted(*span)["deletedRecords"]] == [gone]


def test_metadata_is_told(sf: Any) -> None:
    """Global describe, describe, basic information and layouts."""
    describes = sf.describe()
    assert describes is not None
    assert {"Account", "Case", "Lead"} <= {each["name"] for each in describes["sobjects"]}
    fields = {field["name"]: field for field in sf.Case.describe()["fields"]}
    assert fields["Status"]["picklistValues"][0]["value"] == "New"
    assert fields["Priority"]["type"] == "picklist"
    assert sf.Case.metadata()["objectDescribe"]["keyPrefix"] == "500"
    assert sf.Case.describe_layout("012000000000000AAA")["detailLayoutSections"]


def test_bad_credentials_are_refused(served: Served, log_in: LogIn) -> None:
    """OAuth answers error and description; SOAP a fault whose code the client finds by its prefix."""
    credentials = served.credentials
    with pytest.raises(SalesforceAuthenticationFailed) as oauth:
        log_in(consumer_key=credentials["client_id"], consumer_secret="wrong")
    assert (oauth.value.code, oauth.value.auth_message) == ("invalid_client", "invalid client credentials")
    domain = f"{served.host}/services/Soap/u/59.0#"
    with pytest.raises(SalesforceAuthenticationFailed) as soap:
        log_in(username=credentials["username"], password="wrong", security_token="x", domain=domain)
    assert soap.value.code == "INVALID_LOGIN"
    assert "security token" in str(soap.value.auth_message)


def test_bad_input_is_refused(sf: Any) -> None:
    """Missing and unknown fields, a broken query, an unknown object."""
    for values, code in (({}, "REQUIRED_FIELD_MISSING"), ({"LastName": "L", "Foo": 1}, "INVALID_FIELD")):
        with pytest.raises(SalesforceMalformedRequest) as refused:
            sf.Contact.create(values)
        assert content_of(refused)[0]["errorCode"] == code
    with pytest.raises(SalesforceMalformedRequest) as malformed:
        sf.query("SELECT Id FROM Contact WHERE")
    assert content_of(malformed)[0]["errorCode"] == "MALFORMED_QUERY"
    with pytest.raises(SalesforceResourceNotFound):
        sf.Nothing__c.create({})


def test_a_duplicate_external_id_conflicts(sf: Any) -> None:
    """The error names the record that has the value."""
    first = sf.Account.create({"Name": "One", "External_Id__c": "A-1"})["id"]
    with pytest.raises(SalesforceMalformedRequest) as conflict:
        sf.Account.create({"Name": "Two", "External_Id__c": "a-1"})
    assert content_of(conflict)[0]["errorCode"] == "DUPLICATE_VALUE"
    assert first[:15] in content_of(conflict)[0]["message"]


def test_a_stale_account_is_not_overwritten(sf: Any) -> None:
    """An ETag that no longer holds answers 412."""
    account = sf.Account.create({"Name": "One"})["id"]
    tag = sf._call_salesforce("GET", f"{sf.base_url}sobjects/Account/{account}").headers["ETag"]
    assert sf.Account.update(account, {"Name": "Two"}, headers={"If-Match": tag}) == 204
    with pytest.raises(Exception, match="412"):
        sf.Account.update(account, {"Name": "Three"}, headers={"If-Match": tag})
    assert sf.Account.get(account)["Name"] == "Two"


def test_the_daily_limit_refuses_and_recovers(served: Served, sf: Any) -> None:
    """403 without Retry-After; usage is told in a header and by /limits; another day, another allowance."""
    sf.query("SELECT Id FROM Contact LIMIT 1")
    assert sf.api_usage["api-usage"].total == 100000
    assert sf.limits()["DailyApiRequests"]["Remaining"] < 100000
    served.admin("PUT", "quotas", {"scale": 0.00001})
    with pytest.raises(SalesforceRefusedRequest) as exhausted:
        sf.query("SELECT Id FROM Contact LIMIT 1")
    expected = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    assert content_of(exhausted) == expected
    served.admin("PUT", "clock", {"advance_seconds": 86400 + 900})
    assert sf.query("SELECT Id FROM Contact LIMIT 1")["done"]


def test_records_are_created_in_parallel(sf: Any) -> None:
    """Twenty threads get twenty records."""
    with ThreadPoolExecutor(20) as pool:
        ids = list(pool.map(lambda number: sf.Contact.create({"LastName": f"P{number}"})["id"], range(20)))
    assert len(set(ids)) == 20
    assert sf.query("SELECT COUNT() FROM Contact WHERE LastName LIKE 'P%'")["totalSize"] == 20


def test_bulk_loads_and_queries(sf: Any) -> None:
    """Insert with a faulty row, its results, an update and a query in sets."""
    records = [{"LastName": f"B{number}", "Email": f"b{number}@example.com"} for number in range(5)]
    (job,) = sf.bulk2.Contact.insert(records=[*records, {"LastName": "", "Email": "x@example.com"}], wait=POLL_SECONDS)
    assert (job["numberRecordsProcessed"], job["numberRecordsFailed"], job["numberRecordsTotal"]) == (6, 1, 6)
    results = sf.bulk2.Contact.get_all_ingest_records(job["job_id"])
    assert [row["sf__Created"] for row in results["successfulRecords"]] == ["true"] * 5
    assert results["failedRecords"][0]["sf__Error"].startswith("REQUIRED_FIELD_MISSING:")
    changes = [{"Id": row["sf__Id"], "Title": "Bulk"} for row in results["successfulRecords"]]
    sf.bulk2.Contact.update(records=changes, wait=POLL_SECONDS)
    sets = list(sf.bulk2.Contact.query("SELECT Id, Title FROM Contact", max_records=2, wait=POLL_SECONDS))
    rows = [row for text in sets for row in csv.DictReader(io.StringIO(text))]
    assert len(sets) == 3
    assert [row["Title"] for row in rows] == ["Bulk"] * 5
    (deleted,) = sf.bulk2.Contact.delete(records=[{"Id": rows[0]["Id"]}], wait=POLL_SECONDS)
    assert deleted["numberRecordsFailed"] == 0


def test_an_expired_session_is_renewed(served: Served, sf: Any, log_in: LogIn) -> None:
    """A client that can log in does so on 401; one with a session id alone cannot."""
    before = sf.session_id
    fixed = log_in(session_id=before, instance_url=f"https://{served.host}")
    served.admin("POST", "expire-tokens")
    with pytest.raises(SalesforceExpiredSession) as expired:
        fixed.query("SELECT Id FROM User")
    assert content_of(expired)[0]["errorCode"] == "INVALID_SESSION_ID"
    assert sf.query("SELECT Id FROM User")["totalSize"] == 1
    assert sf.session_id != before


def test_passwords_are_set(served: Served, sf: Any, log_in: LogIn) -> None:
    """The new password logs in, the old one no longer."""
    c = served.credentials
    assert sf.set_password(c["user_id"], "a-new-password") is None
    soap = {"domain": f"{served.host}/services/Soap/u/59.0#", "security_token": c["security_token"]}
    assert log_in(username=c["username"], password="a-new-password", **soap).session_id
    with pytest.raises(SalesforceAuthenticationFailed):
        log_in(username=c["username"], password=c["password"], **soap)
