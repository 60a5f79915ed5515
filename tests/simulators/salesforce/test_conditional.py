"""Conditional requests."""

from __future__ import annotations

import pytest

from .tenant import Tenant, error_of

LATER = "Mon, 05 Jan 2026 10:00:00 GMT"
EARLIER = "Mon, 05 Jan 2026 08:00:00 GMT"
SAME = "Mon, 05 Jan 2026 09:00:00 GMT"


def test_accounts_alone_have_an_etag(tenant: Tenant) -> None:
    """It ends in -gzip and changes with the record."""
    account = tenant.create("Account", Name="Acme")
    contact = tenant.create("Contact", LastName="L")
    first = tenant.call("GET", f"sobjects/Account/{account}").header("ETag")
    tenant.update("Account", account, Name="B")
    second = tenant.call("GET", f"sobjects/Account/{account}").header("ETag")
    assert first is not None
    assert first.endswith('-gzip"')
    assert first != second
    assert tenant.call("GET", f"sobjects/Contact/{contact}").header("ETag") is None


@pytest.mark.parametrize(
    ("method", "header", "holds", "status"),
    [
        ("GET", "if_match", True, 200),
        ("GET", "if_match", False, 412),
        ("GET", "if_none_match", True, 304),
        ("GET", "if_none_match", False, 200),
        ("PATCH", "if_match", True, 204),
        ("PATCH", "if_match", False, 412),
        ("PATCH", "if_none_match", True, 412),
        ("DELETE", "if_match", False, 204),
    ],
)
def test_etags_are_compared(tenant: Tenant, method: str, header: str, holds: bool, status: int) -> None:
    """Reading answers 304, writing 412; DELETE ignores them; a failed condition changes nothing."""
    account = tenant.create("Account", Name="Acme")
    tag = tenant.call("GET", f"sobjects/Account/{account}").header("ETag") or ""
    body = {"Name": "B"} if method == "PATCH" else None
    sent = f'"other-gzip", {tag}' if holds else '"other-gzip"'
    response = tenant.call(method, f"sobjects/Account/{account}", body, **{header: sent})
    assert response.status == status
    assert status != 412 or (response.body == b"" and tenant.read("Account", account)["Name"] == "Acme")


@pytest.mark.parametrize(
    ("header", "date", "status"),
    [
        ("if_modified_since", LATER, 304),
        ("if_modified_since", EARLIER, 200),
        ("if_modified_since", SAME, 304),
        ("if_unmodified_since", SAME, 200),
        ("if_unmodified_since", LATER, 200),
        ("if_unmodified_since", EARLIER, 412),
        ("if_modified_since", "soon", 200),
    ],
)
@pytest.mark.parametrize("kind", ["row", "describe", "global"])
def test_dates_are_compared(tenant: Tenant, kind: str, header: str, date: str, status: int) -> None:
    """On rows, describe and global describe, which last changed before the world began."""
    contact = tenant.create("Contact", LastName="L")
    paths = {
        "row": f"sobjects/Contact/{contact}",
        "describe": "sobjects/Contact/describe",
        "global": "sobjects",
    }
    response = tenant.call("GET", paths[kind], **{header: date})
    expected = status if kind == "row" else 200 if date == "soon" else 304
    if header == "if_unmodified_since" and kind != "row":
        expected = 200
    assert response.status == expected


def test_a_malformed_date_on_a_write_is_refused(tenant: Tenant) -> None:
    """400; nothing is changed."""
    contact = tenant.create("Contact", LastName="L")
    response = tenant.call("PATCH", f"sobjects/Contact/{contact}", {"LastName": "M"}, if_modified_since="soon")
    assert (response.status, error_of(response)[0]) == (400, "INVALID_ARGUMENT")
    assert tenant.read("Contact", contact)["LastName"] == "L"
