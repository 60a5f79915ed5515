"""Signing in to OpenAI."""

from __future__ import annotations

import asyncio

import httpx

from adapters.outbound.policy import compose
from adapters.systems.openai import authentication

from .player import SETTINGS


def test_the_key_goes_to_openai_and_nowhere_else() -> None:
    """It is bound to the configured address."""
    seen: list[httpx.Request] = []

    def remember(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401)

    async def main() -> None:
        transport = compose(httpx.MockTransport(remember), authentication(SETTINGS))
        async with httpx.AsyncClient(transport=transport) as http:
            await http.post(f"{SETTINGS.api_url}/chat/completions")
            await http.post("https://api.openai.com.evil.example/v1/chat/completions")

    asyncio.run(main())
    assert [request.headers.get("authorization") for request in seen] == ["Bearer sk-proj-api-key-value", None]
