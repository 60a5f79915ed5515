"""The OAuth 2.0 token endpoint."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest

from windtunnel.simulator.authentication.oauth2 import Grant, OAuthProblem, read_token_request
from windtunnel.world.http import Request

FIELDS = {"grant_type": "client_credentials", "client_id": "app", "client_secret": "s3", "scope": "read"}
BASIC = "Basic " + base64.b64encode(b"app:s3").decode()


def form(fields: dict[str, str], **headers: str) -> Request:
    """Return a request with a form."""
    typed = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", **headers}
    return Request("POST", "/token", headers=typed, body=urlencode(fields).encode())


def test_fields_are_read_from_a_form() -> None:
    """With the client's credentials among them."""
    request = read_token_request(form(FIELDS))
    assert (request.grant_type, request.client_id, request.client_secret) == (Grant.CLIENT_CREDENTIALS, "app", "s3")
    assert request.require("scope") == "read"


def test_fields_are_read_from_json() -> None:
    """Some vendors take it; null counts as missing."""
    body = json.dumps({**FIELDS, "scope": None}).encode()
    request = read_token_request(Request("POST", "/", headers={"content-type": "application/json"}, body=body))
    assert request.client_id == "app"
    with pytest.raises(OAuthProblem, match="invalid_request: missing required parameter: scope"):
        request.require("scope")


def test_client_credentials_may_stand_in_the_header() -> None:
    """Those in the body win."""
    request = read_token_request(form({"grant_type": "refresh_token"}, authorization=BASIC))
    assert (request.client_id, request.client_secret) == ("app", "s3")
    assert read_token_request(form({**FIELDS, "client_id": "other"}, authorization=BASIC)).client_id == "other"


@pytest.mark.parametrize(
    "request_",
    [
        form({"client_id": "app"}),
        form({"grant_type": ""}),
        Request("POST", "/"),
        Request("POST", "/", body=b"\xff"),
        Request("POST", "/", headers={"content-type": "application/json"}, body=b"{"),
        Request("POST", "/", headers={"content-type": "application/json"}, body=b"[]"),
    ],
)
def test_what_cannot_be_read_is_an_invalid_request(request_: Request) -> None:
    """With the registered error code."""
    with pytest.raises(OAuthProblem) as refused:
        read_token_request(request_)
    assert refused.value.error == "invalid_request"
