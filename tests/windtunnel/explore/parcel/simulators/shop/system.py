"""A shop that tells a receiver of every order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from windtunnel.simulator import System
from windtunnel.simulator.webhooks import Deliveries


class Shop(System):
    """The shop."""

    def begin(self) -> None:
        """Make deliveries."""
        assert self.profile.webhooks is not None
        self.deliveries = Deliveries(self, self.profile.webhooks, lambda delivery, attempt: [])
        self.url = ""

    def connect(self, url: str) -> Mapping[str, str]:
        """Deliver to ``url``."""
        self.url = url
        return {}

    def arrive(self, row: Mapping[str, Any]) -> str:
        """Take an order and tell the receiver."""
        number = f"order-{self.store.count('orders')}"
        self.store["orders"].put(number, {"id": number, **row})
        self.deliveries.post("all", self.url, self.ids.uuid(), orjson.dumps({"order": number}))
        return number
