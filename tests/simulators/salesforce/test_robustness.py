"""Whatever a program under test sends, the org answers as the contract describes, and never breaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .tenant import Tenant

SERVER_FAULTS = (500, 502, 503)
TENANT = Tenant({"accounts": 1, "contacts": 2})
ACCOUNT, CONTACT = "0015g00000K0000AAB", "0035g00000K0000AAB"
NAMES = "Account contact Acme External_Id__c insert query upsert COMMA LF POST GET DELETE v68.0/sobjects/Account"
URLS = ("/services/data/v68.0/query?q=SELECT+Id+FROM+Contact", "/services/data/v68.0/composite/sobjects")
TEXTS = (
    "",
    "x",
    ACCOUNT,
    CONTACT[:15],
    "@{a.id}",
    "@{a",
    "2026-01-01",
    "SELECT Id FROM Account",
    *NAMES.split(),
    *URLS,
)
SCALARS = st.sampled_from((None, True, 0, -1.5, 10**12)) | st.sampled_from(TEXTS)
KEYS = st.sampled_from(
    [
        "attributes",
        "type",
        "referenceId",
        "records",
        "Name",
        "LastName",
        "Id",
        "id",
        "AccountId",
        "Account",
        "External_Id__c",
        "Legacy_Id__c",
        "allOrNone",
        "Contacts",
        "compositeRequest",
        "batchRequests",
        "graphs",
        "graphId",
        "method",
        "url",
        "body",
        "richInput",
        "httpHeaders",
        "haltOnError",
        "ids",
        "fields",
        "q",
        "sobjects",
        "name",
        "where",
        "orderBy",
        "limit",
        "operation",
        "object",
        "query",
        "externalIdFieldName",
        "columnDelimiter",
        "lineEnding",
        "contentType",
        "state",
        "NewPassword",
        "Birthdate",
        "AnnualRevenue",
        "DoNotCall",
        "Owner",
        "Comments",
        "in",
        "overallLimit",
    ]
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=14
)
BODIES = st.dictionaries(KEYS, JSON, max_size=6) | JSON
WRITES = st.sampled_from(
    [
        ("POST", "sobjects/Contact"),
        ("POST", "sobjects/Case"),
        ("POST", "sobjects/Attachment"),
        ("PATCH", f"sobjects/Account/{ACCOUNT}"),
        ("PATCH", "sobjects/Contact/External_Id__c/E-1"),
        ("POST", "sobjects/User/0055g00000TunneAAB/password"),
        ("POST", "composite"),
        ("POST", "composite/batch"),
        ("POST", "composite/graph"),
        ("POST", "composite/sobjects"),
        ("PATCH", "composite/sobjects"),
        ("PATCH", "composite/sobjects/Contact/External_Id__c"),
        ("POST", "composite/sobjects/Contact"),
        ("POST", "composite/tree/Account"),
        ("POST", "parameterizedSearch"),
        ("POST", "jobs/ingest"),
        ("POST", "jobs/query"),
    ]
)
WRAPPERS = st.sampled_from(["", "records", "compositeRequest", "batchRequests", "graphs", "sobjects"])
PATIENT = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def wrapped(name: str, body: Any) -> Any:
    """Put a body where a resource with many parts expects them."""
    if not name:
        return body
    usual = {
        "attributes": {"type": "Contact", "referenceId": "r"},
        "method": "POST",
        "referenceId": "a",
        "graphId": "g",
    }
    usual |= {"url": "/services/data/v68.0/sobjects/Account", "compositeRequest": []}
    parts = body if isinstance(body, list) else [body]
    return {name: [{**usual, **part} if isinstance(part, dict) else part for part in parts]}


@PATIENT
@given(WRITES, WRAPPERS, BODIES)
def test_any_body_is_answered(target: tuple[str, str], wrapper: str, body: Any) -> None:
    """With a result or a refusal that the contract describes."""
    response = TENANT.call(*target, wrapped(wrapper, body))
    assert response.status not in SERVER_FAULTS


SEGMENTS = st.sampled_from(
    [
        "sobjects",
        "Account",
        "contact",
        "Id",
        ACCOUNT,
        CONTACT,
        "describe",
        "query",
        "search",
        "jobs",
        "ingest",
        "composite",
        "a%2Fb",
    ]
) | st.text(min_size=1, max_size=4).map(lambda text: quote(text, safe=""))


@PATIENT
@given(
    st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"]),
    st.lists(SEGMENTS, max_size=5),
    st.dictionaries(
        st.sampled_from(["q", "fields", "ids", "start", "end", "limit", "maxRecords"]), st.text(max_size=20), max_size=3
    ),
)
def test_any_path_is_answered(method: str, segments: list[str], arguments: dict[str, str]) -> None:
    """Found or not."""
    query = "&".join(f"{name}={quote(value)}" for name, value in arguments.items())
    response = TENANT.call(method, f"{'/'.join(segments)}?{query}")
    assert response.status not in SERVER_FAULTS


@PATIENT
@given(
    st.sampled_from(["token", "introspect", "revoke"]),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4),
    st.binary(max_size=12),
)
def test_any_form_is_answered(name: str, fields: dict[str, str], noise: bytes) -> None:
    """By the OAuth endpoints too."""
    form = "&".join(f"{quote(key)}={quote(value)}" for key, value in fields.items()).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "authorization": "Basic " + noise.decode("latin-1")}
    response = TENANT.send("POST", f"/services/oauth2/{name}", form + noise, headers=headers, token=None, checked=False)
    assert response.status not in SERVER_FAULTS
