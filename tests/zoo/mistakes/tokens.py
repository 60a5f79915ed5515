"""Mistakes with access tokens."""

from __future__ import annotations

from typing import Any

from ..mistake import Mistake


def _sends_a_rejected_token_again(original: Any) -> Any:
    async def send(self: Any, request: Any, token: Any) -> Any:
        response = await original(self, request, token)
        for _ in range(3):
            if response.status_code == 401:
                response = await original(self, request, token)
        return response

    return send


def _refreshes_in_every_caller(original: Any) -> Any:
    async def replace(self: Any, rejected: Any) -> Any:
        token = await self._ask()
        self._adopt(token)
        return token

    return replace


MISTAKES = (
    Mistake(
        "retries-final-answers",
        "a 401 may go away by itself",
        {"authentication.bearer:BearerPolicy._send": _sends_a_rejected_token_again},
        "no-retry-on-non-retryable",
        "token-expired-midway",
        30,
    ),
    Mistake(
        "refresh-stampede",
        "each caller gets itself a token",
        {"authentication.tokens:TokenSource.replace": _refreshes_in_every_caller},
        "single-flight-reauthentication",
        "token-expired-midway",
        30,
    ),
)
