"""Events for the project's endpoints, signed by Standard Webhooks."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator.webhooks.delivery import Deliveries, Delivery
from windtunnel.simulator.webhooks.signing import hmac_sha256_base64

if TYPE_CHECKING:
    from .system import OpenAI

ENDPOINTS = "_webhook_endpoints"
SECRET_PREFIX = "whsec_"
USER_AGENT = "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)"


class Webhooks:
    """Tells endpoints what happened to background responses and batches.

    Args:
        system: the simulator.
    """

    def __init__(self, system: OpenAI) -> None:
        policy = system.profile.webhooks
        assert policy is not None
        self._system = system
        self._deliveries = Deliveries(system, policy, self._headers)

    @property
    def secret(self) -> str:
        """What receivers verify signatures with."""
        return self._system.credentials["webhook_secret"]

    def connect(self, url: str) -> None:
        """Deliver every event to ``url`` from now on."""
        self._system.store[ENDPOINTS].put(url, {"id": url, "url": url})

    def emit(self, kind: str, object_id: str) -> None:
        """Tell every endpoint that ``kind`` happened to an object."""
        for endpoint in list(self._system.store[ENDPOINTS]):
            event = self._event(kind, object_id)
            body = orjson.dumps(self._system.reshape(event))
            webhook_id = f"wh_{self._system.ids.hexadecimal(32)}"
            self._deliveries.post(endpoint["id"], endpoint["url"], event["id"], body, webhook_id=webhook_id)

    def _event(self, kind: str, object_id: str) -> dict[str, Any]:
        return {
            "id": f"evt_{self._system.ids.hexadecimal(32)}",
            "object": "event",
            "created_at": int(self._system.clock.now()),
            "type": kind,
            "data": {"id": object_id},
        }

    def _headers(self, delivery: Delivery, attempt: int) -> list[tuple[str, str]]:
        identifier, moment = delivery.facts["webhook_id"], str(int(self._system.clock.now()))
        return [
            ("content-type", "application/json"),
            ("user-agent", USER_AGENT),
            ("webhook-id", identifier),
            ("webhook-timestamp", moment),
            ("webhook-signature", f"v1,{signature(self.secret, identifier, moment, delivery.body)}"),
        ]


def signature(secret: str, identifier: str, moment: str, body: bytes) -> str:
    """Return the base64 signature of one attempt."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return hmac_sha256_base64(key, f"{identifier}.{moment}.".encode() + body)
