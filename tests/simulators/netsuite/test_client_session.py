"""httpx with authlib over TLS on a real socket: a whole working session, signed in by every flow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import jwt
import pytest
from authlib.oauth1 import ClientAuth  # type: ignore[import-untyped]  # ships no types
from authlib.oauth1.rfc5849 import client_auth  # type: ignore[import-untyped]  # ships no types
from authlib.oauth1.rfc5849.signature import generate_signature_base_string  # type: ignore[import-untyped]  # ships no types

from ..served import Served

RECORDS = "/services/rest/record/v1"
SUITEQL = "/services/rest/query/v1/suiteql"
TOKEN = "/services/rest/auth/oauth2/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
JSON, TRANSIENT = {"Content-Type": "application/json"}, {"Prefer": "transient"}
CUSTOMER = {"companyName": "Ōkafor 🚀 & Söhne", "subsidiary": {"id": "1"}, "comments": "línea\n2"}


def hmac_sha256(client: Any, request: Any) -> str:
    """Sign as the vendor wants it; authlib makes the base string and knows HMAC-SHA1 alone."""
    key = "&".join(quote(secret, safe="~") for secret in (client.client_secret, client.token_secret))
    digest = hmac.new(key.encode(), generate_signature_base_string(request).encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


ClientAuth.register_signature_method("HMAC-SHA256", hmac_sha256)


class OAuth1Auth(httpx.Auth):
    """Lets authlib sign requests; what it has for clients of its own does not fit this one."""

    requires_request_body = True

    def __init__(self, **arguments: Any) -> None:
        self._client: Any = ClientAuth(**arguments)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request."""
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        _, signed, _ = self._client.prepare(request.method, str(request.url), headers, request.content)
        request.headers["Authorization"] = signed["Authorization"]
        yield request


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    """A client that trusts the account's certificate and is not signed in."""
    context = ssl.create_default_context(cafile=served.entry["ca_file"])
    with httpx.Client(base_url=served.entry["tls_url"], verify=context, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def signed(served: Served, http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> httpx.Client:
    """A client that signs its requests, at the time that the account shows."""
    monkeypatch.setattr(client_auth, "generate_timestamp", lambda: str(int(now(served))))
    http.auth = signature(served)
    return http


def now(served: Served) -> float:
    """Return the account's time."""
    return float(served.admin("GET", "clock")["now"])


def signature(served: Served, **changes: Any) -> OAuth1Auth:
    """Return what signs requests; authlib adds a hash of the body, as the vendor's Python client makes it do."""
    c = served.credentials
    arguments = {
        "client_id": c["consumer_key"],
        "client_secret": c["consumer_secret"],
        "token": c["token_id"],
        "token_secret": c["token_secret"],
        "signature_method": "HMAC-SHA256",
        "realm": c["account_id"],
        "force_include_body": True,
    }
    return OAuth1Auth(**{**arguments, **changes})


def assertion(served: Served, key: str, algorithm: str, **changes: Any) -> dict[str, str]:
    """Return the form of a client credentials grant."""
    c, at = served.credentials, int(now(served))
    certificate = "certificate_id" if key == "private_key" else "rsa_certificate_id"
    claims = {
        "iss": c["client_id"],
        "scope": "rest_webservices",
        "aud": served.entry["tls_url"] + TOKEN,
        "iat": at,
        "exp": at + 600,
        **changes,
    }
    signed = jwt.encode(claims, c[key], algorithm, headers={"kid": c[certificate]})
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed,
    }


def bearer(token: str) -> dict[str, str]:
    """Return the header that brings a token."""
    return {"Authorization": f"Bearer {token}"}


def record_id(response: httpx.Response) -> str:
    """Return the id of what was written."""
    assert response.status_code == 204, response.text
    return response.headers["Location"].rpartition("/")[2]


def code_of(response: httpx.Response) -> str:
    """Return the code of a refusal."""
    assert response.headers["Content-Type"].endswith("type=error")
    code: str = response.json()["o:errorDetails"][0]["o:errorCode"]
    return code


@pytest.mark.parametrize(("key", "algorithm"), [("private_key", "ES256"), ("rsa_private_key", "PS256")])
def test_a_signed_assertion_brings_a_token(served: Served, http: httpx.Client, key: str, algorithm: str) -> None:
    """Both kinds of keys; the lifetime is a text, and there is no refresh token."""
    answer = http.post(TOKEN, data=assertion(served, key, algorithm)).json()
    assert (answer["expires_in"], answer["token_type"]) == ("3600", "bearer")
    assert "refresh_token" not in answer
    headers = bearer(answer["access_token"])
    assert http.get(f"{RECORDS}/customer", headers=headers).json()["totalResults"] == 0
    served.admin("PUT", "clock", {"advance_seconds": 3600})
    expired = http.get(f"{RECORDS}/customer", headers=headers)
    assert (expired.status_code, code_of(expired)) == (401, "INVALID_LOGIN")


def test_a_person_authorises_with_pkce_and_the_token_is_refreshed_and_revoked(
    served: Served, http: httpx.Client
) -> None:
    """Code, access token, refresh token, another access token, and the end of both."""
    c, verifier = served.credentials, "v" * 64
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"response_type": "code", "client_id": c["client_id"], "redirect_uri": c["redirect_uri"], "state": "s1"}
    asked |= {"scope": "restlets rest_webservices", "code_challenge": challenge, "code_challenge_method": "S256"}
    sent_back = http.get("/app/login/oauth2/authorize.nl", params=asked).headers["Location"]
    told = parse_qs(urlsplit(sent_back).query)
    assert told["state"] == ["s1"]
    auth = (c["client_id"], c["client_secret"])
    form = {"grant_type": "authorization_code", "code": told["code"][0], "redirect_uri": c["redirect_uri"]}
    wrong = http.post(TOKEN, data={**form, "code_verifier": "w" * 64}, auth=auth)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    told = parse_qs(urlsplit(http.get("/app/login/oauth2/authorize.nl", params=asked).headers["Location"]).query)
    first = http.post(TOKEN, data={**form, "code": told["code"][0], "code_verifier": verifier}, auth=auth).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = http.post(TOKEN, data=refresh, auth=auth).json()
    headers = bearer(second["access_token"])
    assert http.get("/rest/tokeninfo", headers=headers).json()["companyId"] == c["account_id"]
    revoked = http.post("/services/rest/auth/oauth2/v1/revoke", data={"token": first["refresh_token"]}, auth=auth)
    assert revoked.status_code == 200
    assert http.post(TOKEN, data=refresh, auth=auth).json()["error"] == "invalid_grant"
    assert http.get("/rest/tokeninfo", headers=headers).status_code == 401


def test_a_record_lives_and_dies(signed: httpx.Client) -> None:
    """Signed requests create, read back, change and delete; unicode survives, nulls are left out."""
    customer = record_id(signed.post(f"{RECORDS}/customer", json={**CUSTOMER, "phone": None}))
    url = f"{RECORDS}/customer/{customer}"
    read = signed.get(url, params={"fields": "companyName,comments,phone,subsidiary"}).json()
    assert (read["companyName"], read["comments"]) == (CUSTOMER["companyName"], CUSTOMER["comments"])
    assert read["subsidiary"]["refName"] == "Parent Company"
    assert "phone" not in read
    assert record_id(signed.patch(url, json={"comments": None, "email": "a@b.example"})) == customer
    changed = signed.get(url).json()
    assert ("comments" in changed, changed["email"]) == (False, "a@b.example")
    assert signed.delete(url).status_code == 204
    assert code_of(signed.get(url)) == "NONEXISTENT_ID"


def test_a_collection_is_paged(signed: httpx.Client) -> None:
    """Three pages by the links, and the same three of a query."""
    for number in range(5):
        record_id(signed.post(f"{RECORDS}/customer", json={**CUSTOMER, "entityId": f"C{number}"}))
    ids, url = [], f"{RECORDS}/customer?limit=2"
    while url:
        page = signed.get(url).json()
        ids.append([item["id"] for item in page["items"]])
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert [len(page) for page in ids] == [2, 2, 1]
    question = {"q": "SELECT entityid FROM customer ORDER BY entityid"}
    pages = [
        signed.post(f"{SUITEQL}?limit=2&offset={offset}", json=question, headers={"Prefer": "transient"}).json()
        for offset in (0, 2, 4)
    ]
    assert [row["entityid"] for page in pages for row in page["items"]] == ["C0", "C1", "C2", "C3", "C4"]
    assert [page["hasMore"] for page in pages] == [True, True, False]


def test_a_duplicate_external_id_conflicts(signed: httpx.Client) -> None:
    """The second create is refused; the upsert changes the first."""
    body = {**CUSTOMER, "externalId": "c-1"}
    first = record_id(signed.post(f"{RECORDS}/customer", json=body))
    again = signed.post(f"{RECORDS}/customer", json=body)
    assert (again.status_code, code_of(again)) == (400, "USER_ERROR")
    assert "already exists" in again.json()["o:errorDetails"][0]["detail"]
    assert record_id(signed.put(f"{RECORDS}/customer/eid:c-1", json={"companyName": "New"})) == first
    assert signed.get(f"{RECORDS}/customer/eid:c-1").json()["companyName"] == "New"


def test_an_order_becomes_a_bill_once(served: Served, signed: httpx.Client) -> None:
    """The transform creates the bill; the same idempotency key is refused with the place of what it made."""
    vendor = record_id(signed.post(f"{RECORDS}/vendor", json={"companyName": "Acme", "subsidiary": {"id": "1"}}))
    item = signed.get(f"{RECORDS}/nonInventorySaleItem").json()["items"][0]["id"]
    line = {"item": {"id": item}, "quantity": 2, "rate": 10.25}
    order = {"entity": {"id": vendor}, "tranId": "PO-1", "item": {"items": [line]}}
    order_id = record_id(signed.post(f"{RECORDS}/purchaseOrder", json=order))
    url = f"{RECORDS}/purchaseOrder/{order_id}/!transform/vendorBill"
    headers = {"X-NetSuite-idempotency-key": "6f1c3bd2-63a1-4d6b-9a5e-ff1b1a1f9b11"}
    bill_id = record_id(signed.post(url, json={"externalId": "k-1", "tranId": "INV-9"}, headers=headers))
    again = signed.post(url, json={"externalId": "k-1", "tranId": "INV-9"}, headers=headers)
    assert (again.json()["title"], code_of(again)) == ("Conflict", "IDEMPOTENCY_ERROR")
    assert again.headers["Location"].endswith(f"/vendorBill/{bill_id}")
    assert signed.get(f"{RECORDS}/vendorBill/{bill_id}").json()["total"] == 20.5
    assert signed.get(f"{RECORDS}/purchaseOrder/{order_id}").json()["status"]["id"] == "_fullyBilled"
    assert len(served.admin("GET", "state/vendorbills")["records"]) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"},
        {"token_secret": "wrong"},
        {"token": "0" * 64},
        {"realm": "OTHER"},
        {"signature_method": "HMAC-SHA1"},
    ],
)
def test_bad_signatures_are_refused(served: Served, signed: httpx.Client, changes: dict[str, str]) -> None:
    """Wrong secrets, tokens, accounts, and the old method."""
    refused = signed.get(f"{RECORDS}/customer", auth=signature(served, **changes))
    assert (refused.status_code, code_of(refused)) == (401, "INVALID_LOGIN")
    assert 'error="token_rejected"' in refused.headers["WWW-Authenticate"]


def test_bad_assertions_are_refused(served: Served, http: httpx.Client) -> None:
    """RS256, another audience, a life of more than an hour, another client."""
    forms = [
        (assertion(served, "rsa_private_key", "RS256"), "invalid_grant"),
        (assertion(served, "private_key", "ES256", aud="https://evil.example"), "invalid_grant"),
        (assertion(served, "private_key", "ES256", exp=int(now(served)) + 3700), "invalid_grant"),
        (assertion(served, "private_key", "ES256", iss="somebody"), "invalid_client"),
    ]
    assert [http.post(TOKEN, data=form).json()["error"] for form, _ in forms] == [error for _, error in forms]


def test_bad_input_is_refused(signed: httpx.Client) -> None:
    """Missing and unknown fields, wrong types, no JSON, a broken query, an unknown type and a page that cannot be."""
    answers = [
        (signed.post(f"{RECORDS}/customer", json={"companyName": "A"}), 400, "USER_ERROR"),
        (signed.post(f"{RECORDS}/customer", json={**CUSTOMER, "colour": "red"}), 400, "INVALID_CONTENT"),
        (signed.post(f"{RECORDS}/customer", json={**CUSTOMER, "creditLimit": "ten"}), 400, "INVALID_CONTENT"),
        (signed.post(f"{RECORDS}/customer", content=b"{", headers=JSON), 400, "INVALID_CONTENT"),
        (signed.post(SUITEQL, json={"q": "SELECT balance FROM customer"}, headers=TRANSIENT), 400, "INVALID_PARAMETER"),
        (signed.post(SUITEQL, json={"q": "SELECT id FROM customer"}), 400, "INVALID_HEADER"),
        (signed.get(f"{RECORDS}/spaceship"), 404, "NONEXISTENT_RECORD_TYPE"),
        (signed.get(f"{RECORDS}/customer?limit=10&offset=5"), 400, "INVALID_PARAMETER"),
    ]  # fmt: skip
    assert [(answer.status_code, code_of(answer)) for answer, _, _ in answers] == [(a, b) for _, a, b in answers]


def test_soap_and_restlets_are_not_simulated(signed: httpx.Client) -> None:
    """501, which says what it is."""
    soap = signed.post("/services/NetSuitePort_2025_2", content=b"<x/>", headers={"Content-Type": "text/xml"})
    restlet = signed.get("/app/site/hosting/restlet.nl?script=1&deploy=1")
    assert [soap.status_code, restlet.status_code] == [501, 501]


def test_the_account_admits_five_requests_at_once(served: Served, signed: httpx.Client) -> None:
    """Reads and writes share the places; 429 without Retry-After, and room again when the others have ended."""
    slow = {"kind": "latency", "least": 10, "most": 10, "operations": ["createCustomer"]}
    served.admin("POST", "faults", slow)
    served.admin("PUT", "clock", {"mode": "stepped"})
    try:
        with ThreadPoolExecutor(5) as pool:
            calls = [pool.submit(signed.post, f"{RECORDS}/customer", json=CUSTOMER) for _ in range(5)]
            counts = (served.admin("GET", "state/customers")["count"] for _ in range(1000))
            assert 5 in counts
            refused = signed.get(f"{RECORDS}/customer")
            served.admin("PUT", "clock", {"advance_seconds": 10})
            admitted = [call.result() for call in calls]
    finally:
        served.admin("PUT", "clock", {"mode": "auto"})
    assert (refused.status_code, code_of(refused)) == (429, "CONCURRENCY_LIMIT_EXCEEDED")
    assert "retry-after" not in refused.headers
    assert [answer.status_code for answer in admitted] == [204] * 5
    assert signed.get(f"{RECORDS}/customer").json()["totalResults"] == 5


def test_twenty_records_are_created_in_parallel(served: Served, signed: httpx.Client) -> None:
    """Every refused request can be sent again; each customer exists once in the end."""

    def create(number: int) -> int:
        for attempt in range(1, 60):
            answer = signed.post(f"{RECORDS}/customer", json={**CUSTOMER, "externalId": f"p-{number}"})
            if answer.status_code == 204:
                return attempt
            assert (answer.status_code, code_of(answer)) == (429, "CONCURRENCY_LIMIT_EXCEEDED")
        raise AssertionError("never admitted")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(create, range(20)))
    customers = served.admin("GET", "state/customers")["records"]
    assert len({json.dumps(customer["externalId"]) for customer in customers}) == 20
