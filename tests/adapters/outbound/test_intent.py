"""What a request is meant to do."""

from __future__ import annotations

import httpx
import pytest

from adapters.outbound.intent import Intent, intent_of, is_read_only, is_repeatable
from tests.adapters.fake_system import URL


def test_the_declared_intent_is_found() -> None:
    """What the spoke attaches is what the policies read, through httpx's own request building."""
    intent = Intent("things.create", idempotent=False, key="k")
    request = httpx.AsyncClient().build_request("POST", URL, extensions=intent.extensions())
    assert intent_of(request) is intent


@pytest.mark.parametrize(
    ("method", "declared", "repeatable", "read_only"),
    [
        ("GET", None, True, True),
        ("HEAD", None, True, True),
        ("POST", None, False, False),
        ("PUT", None, False, False),
        ("DELETE", None, False, False),
        ("POST", Intent("search", idempotent=False, read_only=True), True, True),
        ("POST", Intent("create", idempotent=True), True, False),
        ("POST", Intent("create", idempotent=False), False, False),
        ("GET", Intent("read", idempotent=False), True, True),
    ],
)
def test_what_may_be_repeated(method: str, declared: Intent | None, repeatable: bool, read_only: bool) -> None:
    """Undeclared requests are repeatable only if their method is safe; declared ones by what they say."""
    request = httpx.Request(method, URL, extensions=declared.extensions() if declared else {})
    intent = intent_of(request)
    assert (is_repeatable(request, intent), is_read_only(request, intent)) == (repeatable, read_only)
