"""Request bodies."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.bodies import malformed_message, place_of

from .tenant import Tenant


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The HTTP entity body is required, but this request has no entity body."),
        (b"{}}", "Unexpected character ('}' (code 125)): Extra data at [line:1, column:4]"),
        (b'{"a":', "Unexpected end-of-input: Expecting value at [line:1, column:7]"),
        (b"[]", "Cannot deserialize instance of object from START_ARRAY value at [line:1, column:1]"),
        (b'"x"', "Cannot deserialize instance of object from VALUE_STRING value at [line:1, column:1]"),
    ],
)
def test_what_is_no_object_is_refused(tenant: Tenant, body: bytes, message: str) -> None:
    """400 JSON_PARSER_ERROR."""
    response = tenant.send("POST", "/services/data/v68.0/sobjects/Account", body)
    assert (response.status, response.json()) == (
        400,
        [{"message": message, "errorCode": "JSON_PARSER_ERROR"}],
    )


@pytest.mark.parametrize("media", ["application/xml", "application/x-www-form-urlencoded", "text/plain"])
def test_other_media_are_refused(tenant: Tenant, media: str) -> None:
    """415."""
    response = tenant.send("POST", "/services/data/v68.0/sobjects/Account", b"{}", headers={"content-type": media})
    assert (response.status, response.json()[0]["errorCode"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_mismatch_tells_its_place(tenant: Tenant) -> None:
    """Line and column of the value."""
    body = b'{"Name":"A",\n "annualrevenue": "forty"}'
    response = tenant.send("POST", "/services/data/v68.0/sobjects/Account", body)
    assert response.json()[0]["message"].endswith(
        "VALUE_STRING value forty or request may be missing a required field at [line:2, column:19]"
    )
    assert place_of(b"{}", "Name") == (1, 1)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_every_malformed_body_gets_a_message(body: bytes) -> None:
    """Whatever the bytes are."""
    assert malformed_message(body)
