"""Environment and transports for a whole service, without vendors."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import httpx

from adapters.clock import Clock
from adapters.spokes.connection import Surroundings
from tests.adapters.inbound.fakes import RecordingSink

ENVIRONMENT: Mapping[str, str] = {
    "INVOICES_STORE_PATH": ":memory:",
    "INVOICES_STORE_SYNCHRONOUS": "OFF",
    "INVOICES_DATE_ORDER": "day-first",
    "ERP_URL": "https://erp.test",
    "ERP_ACCOUNT_ID": "TSTDRV1234567",
    "ERP_CONSUMER_KEY": "key",
    "ERP_CONSUMER_SECRET": "consumer-secret",
    "ERP_TOKEN_ID": "token",
    "ERP_TOKEN_SECRET": "token-secret",
    "CHAT_URL": "https://chat.test",
    "CHAT_BOT_TOKEN": "xoxb-secret",
    "AI_URL": "https://ai.test",
    "AI_API_KEY": "sk-secret",
}


class Refusing(httpx.AsyncBaseTransport):
    """Nobody listens."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse the connection."""
        raise httpx.ConnectError("refused", request=request)


def surroundings(
    clock: Clock, environment: Mapping[str, str] = ENVIRONMENT, sink: RecordingSink | None = None
) -> Surroundings:
    """A world in which every system is away."""
    return Surroundings(environment, clock, Random(1), sink or RecordingSink(), lambda role: Refusing(), 2)
