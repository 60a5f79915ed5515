"""wrong-content-type."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_the_body_stays_and_the_header_lies() -> None:
    """Whatever it is told to say."""
    outcome = send(make({"kind": "wrong-content-type", "content_type": "text/html"}), Vendor())
    assert outcome.response is not None
    assert outcome.response.header("content-type") == "text/html"
    assert outcome.response.json()["id"] == 7
