"""Plays a Salesforce org with a few contacts, by the vendor's documentation."""

from __future__ import annotations

import re
from typing import Any

import httpx

from adapters.systems.salesforce.settings import SalesforceSettings
from tests.adapters.systems.vendor import Vendor

URL = "https://example.my.salesforce.com"
QUERY = "/services/data/v68.0/query"
EMAIL = "ann@mail.example"

SETTINGS = SalesforceSettings.from_environment(
    {"CRM_URL": URL, "CRM_CLIENT_ID": "consumer-key", "CRM_CLIENT_SECRET": "consumer-secret-value"}, "crm"
)

_WHERE = re.compile(r"FROM Contact WHERE Email = '((?:[^'\\]|\\.)*)'$", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def contact(**fields: object) -> dict[str, Any]:
    """Return a row as recorded, with fields that nobody reads."""
    return {
        "attributes": {"type": "Contact", "url": "/services/data/v68.0/sobjects/Contact/0035g00000AAAAAAA5"},
        "Id": "0035g00000AAAAAAA5",
        "Email": EMAIL,
        "Name": "Ann Ode",
        "FirstName": "Ann",
        "LastName": "Ode",
        "CreatedDate": "2024-01-01T00:00:00.000+0000",
        "AccountId": "0015g00000BBBBBAA5",
        "Account": {
            "attributes": {"type": "Account"},
            "Id": "0015g00000BBBBBAA5",
            "Name": "Ode Ltd",
            "SLA__c": "Gold",
        },
    } | fields


def error(code: str, message: str = "for people") -> list[dict[str, object]]:
    """Return the body of a refusal."""
    return [{"message": message, "errorCode": code}]


class FakeSalesforce(Vendor):
    """The org."""

    def __init__(self, *contacts: dict[str, Any]) -> None:
        super().__init__()
        self.contacts = list(contacts)
        self.page_size = 2000

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a request."""
        path = request.url.path
        if path == QUERY:
            return self._page(self._asked_for(request.url.params["q"]), 0)
        if path.startswith(f"{QUERY}/01g000000000001AAA-"):
            return self._page(self.contacts, int(path.rpartition("-")[2]))
        return httpx.Response(404, json=error("NOT_FOUND", "The requested resource does not exist"))

    def _asked_for(self, question: str) -> list[dict[str, Any]]:
        where = _WHERE.search(question)
        assert where is not None, question
        email = _ESCAPE.sub(lambda escape: _MEANT.get(escape[1], escape[1]), where[1])
        self.contacts = [row for row in self.contacts if row["Email"].casefold() == email.casefold()]
        return self.contacts

    def _page(self, rows: list[dict[str, Any]], start: int) -> httpx.Response:
        end = start + self.page_size
        more = {} if end >= len(rows) else {"nextRecordsUrl": f"{QUERY}/01g000000000001AAA-{end}"}
        body = {"totalSize": len(rows), "done": not more, **more, "records": rows[start:end]}
        return httpx.Response(200, json=body, headers={"Sforce-Limit-Info": "api-usage=18/5000"})
