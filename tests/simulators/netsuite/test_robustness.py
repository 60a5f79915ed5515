"""Whatever a program under test sends, the account answers as the contract describes, and never breaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .tenant import ORDERS, SUITEQL, Tenant

SERVER_FAULTS = (500, 502, 503)
TENANT = Tenant({"purchase_orders": ORDERS, "custom_records": ["customrecord_wt"]})
VENDOR = str(TENANT.account.find(TENANT.account.type("purchaseOrder"), "1000")["entity"]["id"])
TEXTS = st.sampled_from(["", "x", "1000", VENDOR, "10", "2026-01-31", "1/31/2026", "_open", "eid:x"])
SCALARS = st.sampled_from([None, True, 0, -1.5, 10**15, 10**18]) | TEXTS
KEYS = st.sampled_from(
    [
        "id",
        "externalId",
        "entity",
        "item",
        "items",
        "expense",
        "apply",
        "line",
        "orderLine",
        "orderDoc",
        "quantity",
        "rate",
        "amount",
        "currency",
        "subsidiary",
        "companyName",
        "isPerson",
        "tranDate",
        "status",
        "terms",
        "customer",
        "payment",
        "doc",
        "addressBook",
        "addressBookAddress",
        "links",
        "custbody_x",
        "account",
        "title",
        "company",
        "name",
    ]
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=14
)
TYPES = st.sampled_from(
    [
        "vendor",
        "purchaseOrder",
        "vendorBill",
        "invoice",
        "customerPayment",
        "journalEntry",
        "supportCase",
        "customrecord_wt",
    ]
)
PATIENT = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GOOD = {
    "entity": {"id": VENDOR},
    "subsidiary": {"id": "1"},
    "companyName": "C",
    "item": {"items": [{"item": {"id": "10"}, "rate": 1}]},
}


@PATIENT
@given(TYPES, st.dictionaries(KEYS, JSON, max_size=6), st.booleans())
def test_any_body_is_answered(type: str, body: dict[str, Any], completed: bool) -> None:
    """With a record or a refusal; what was created can be read back in full."""
    response = TENANT.call(
        "POST", type, {**GOOD, **body} if completed else body, **{"x-netsuite-propertynamevalidation": "ignore"}
    )
    assert response.status in (204, 400, 404)
    if response.status == 204:
        place = (response.header("Location") or "").partition("/record/v1/")[2]
        assert TENANT.call("GET", f"{place}?expandSubResources=true").status == 200
        assert TENANT.call("PATCH", place, body).status in (204, 400)
        assert TENANT.query("SELECT COUNT(*) AS n FROM transactionline")["count"] == 1


@PATIENT
@given(st.dictionaries(KEYS, JSON, max_size=4), st.sampled_from(["", "?replace=item", "?replace=x"]))
def test_any_transform_is_answered(body: dict[str, Any], query: str) -> None:
    """With a bill or a refusal."""
    response = TENANT.call("POST", f"purchaseOrder/1001/!transform/vendorBill{query}", body)
    assert response.status in (204, 400)


WORDS = [
    "SELECT",
    "FROM",
    "transaction",
    "vendor",
    "id",
    "trandate",
    "WHERE",
    "=",
    "'1/5/2026'",
    "(",
    ")",
    ",",
    "AND",
    "OR",
    "ROWNUM",
    "<=",
    "5",
    "COUNT(*)",
    "BUILTIN.DF(entity)",
    "ORDER BY",
    "GROUP BY",
    "JOIN",
    "ON",
    "AS",
    "t",
    "t.id",
    "*",
    "SYSDATE",
    "-",
    "+",
    "NVL(memo,1)",
    "UNION",
    "IN",
    "BETWEEN",
    "NULL",
    "TO_DATE('x')",
    "MAX(trandate)",
]


@PATIENT
@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=6).map(
        lambda words: "SELECT id FROM transaction WHERE " + " ".join(words)
    )
    | st.text(max_size=30)
)
def test_any_query_is_answered(text: str) -> None:
    """With rows or a refusal; 501 for what is not simulated."""
    response = TENANT.json("POST", SUITEQL, {"q": text}, prefer="transient")
    assert response.status in (200, 400, 501)


SEGMENTS = st.sampled_from(
    [
        "services",
        "rest",
        "record",
        "v1",
        "vendor",
        "purchaseOrder",
        "1000",
        "item",
        "1",
        "!transform",
        "vendorBill",
        "eid:x",
        "metadata-catalog",
        "async",
        "job",
        "task",
        "customrecord_wt",
        "a%2Fb",
    ]
) | st.text(min_size=1, max_size=4).map(lambda text: quote(text, safe=""))


@PATIENT
@given(
    st.sampled_from(["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"]),
    st.lists(SEGMENTS, max_size=5),
    st.dictionaries(st.sampled_from(["q", "fields", "limit", "offset", "replace"]), st.text(max_size=20), max_size=3),
)
def test_any_path_is_answered(method: str, segments: list[str], arguments: dict[str, str]) -> None:
    """Found or not."""
    query = "&".join(f"{name}={quote(value)}" for name, value in arguments.items())
    response = TENANT.call(method, f"{'/'.join(segments)}?{query}")
    assert response.status not in SERVER_FAULTS


@PATIENT
@given(
    st.sampled_from(["token", "revoke"]),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4),
    st.binary(max_size=12),
    st.sampled_from(["Basic ", "OAuth ", "Bearer ", ""]),
)
def test_any_form_and_any_header_is_answered(name: str, fields: dict[str, str], noise: bytes, scheme: str) -> None:
    """By the token endpoint, and by whatever wants to know who is calling."""
    form = "&".join(f"{quote(key)}={quote(value)}" for key, value in fields.items()).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "authorization": scheme + noise.decode("latin-1")}
    path = f"/services/rest/auth/oauth2/v1/{name}"
    assert TENANT.send("POST", path, form + noise, headers=headers, token=None).status in (400, 401)
    assert TENANT.send("GET", "/rest/tokeninfo", headers=headers, token=None).status == 401
