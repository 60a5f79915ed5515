"""Signing in to Slack."""

from __future__ import annotations

import asyncio

import httpx

from adapters.outbound.policy import compose
from adapters.systems.slack import authentication

from .player import SETTINGS, URL


def test_the_bot_token_goes_to_slack_and_nowhere_else() -> None:
    """It is bound to the configured address."""
    seen: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    async def main() -> None:
        transport = compose(httpx.MockTransport(remember), authentication(SETTINGS))
        async with httpx.AsyncClient(transport=transport) as http:
            await http.get(f"{URL}/api/conversations.list")
            await http.get("https://slack.com.evil.example/api/conversations.list")

    asyncio.run(main())
    assert seen[0].headers["authorization"] == "Bearer xoxb-bot-token-value"
    assert "authorization" not in seen[1].headers
