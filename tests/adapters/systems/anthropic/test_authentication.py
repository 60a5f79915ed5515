"""Signing in to Anthropic."""

from __future__ import annotations

import asyncio

import httpx

from adapters.outbound.policy import compose
from adapters.systems.anthropic import authentication

from .player import SETTINGS


def test_the_key_goes_to_anthropic_and_nowhere_else() -> None:
    """It is bound to the configured address."""
    seen: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401)

    async def main() -> None:
        transport = compose(httpx.MockTransport(remember), authentication(SETTINGS))
        async with httpx.AsyncClient(transport=transport) as http:
            await http.post(f"{SETTINGS.api_url}/messages")
            await http.post("https://api.anthropic.com.evil.example/v1/messages")

    asyncio.run(main())
    assert [request.headers.get("x-api-key") for request in seen] == ["sk-ant-api03-key-value", None]
