"""Exchanges as values."""

from __future__ import annotations

import pytest

from windtunnel.record.exchange import Exchange, header, is_json, media_type


def test_an_exchange_knows_its_url_and_host() -> None:
    """With the query where there is one, without the port in the host."""
    exchange = Exchange("GET", "https://api.example:8443", "/v2/a", "page=2")
    assert (exchange.url, exchange.host) == ("https://api.example:8443/v2/a?page=2", "api.example")
    assert Exchange("GET", "https://api.example", "/").url == "https://api.example/"


def test_headers_are_found_in_any_case() -> None:
    """The first of several."""
    headers = (("Content-TYPE", "Application/JSON; charset=utf-8"), ("content-type", "text/plain"))
    assert header(headers, "content-type") == "Application/JSON; charset=utf-8"
    assert media_type(headers) == "application/json"
    assert media_type(()) == ""


@pytest.mark.parametrize(
    ("media", "json"), [("application/json", True), ("application/hal+json", True), ("text/plain", False)]
)
def test_json_is_told_by_name_or_suffix(media: str, json: bool) -> None:
    """As RFC 6839 has it."""
    assert is_json(media) is json
