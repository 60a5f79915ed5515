"""html-body."""

from __future__ import annotations

from .striking import Vendor, make, send


def test_a_page_comes_with_the_status_of_success() -> None:
    """Status 200, content type HTML, not JSON."""
    outcome = send(make({"kind": "html-body"}), Vendor())
    assert outcome.response is not None
    assert outcome.response.status == 200
    assert outcome.response.body.startswith(b"<!DOCTYPE html>")
    assert (outcome.response.header("content-type") or "").startswith("text/html")
