"""What a vendor's requests and answers mean."""

from __future__ import annotations

import httpx

from adapters.outbound.dialect import HTTP
from adapters.outbound.verdict import Outcome
from tests.adapters.fake_system import get


def test_without_a_dialect_a_system_speaks_http() -> None:
    """Only 401 rejects a token, statuses are judged as HTTP says, there are no scopes and budgets."""
    statuses = (200, 400, 401, 403, 429)
    assert [HTTP.is_rejected(httpx.Response(status)) for status in statuses] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert HTTP.classify(httpx.Response(429)).outcome is Outcome.THROTTLED
    assert HTTP.scope_of(get()) is None
    assert HTTP.observe(httpx.Response(200, headers={"x-ratelimit-remaining": "0"})) is None
