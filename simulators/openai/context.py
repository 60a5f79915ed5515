"""What handlers share: the system behind a call, and answers without a charset as the vendor sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import orjson

from windtunnel.simulator import Call
from windtunnel.world.http import Response

if TYPE_CHECKING:
    from .system import OpenAI

JSON_HEADER = ("Content-Type", "application/json")
SERVED_AS = {"auto": "default", "fast": "priority"}
"""The service tier that an answer names, where it is not the one that was asked for."""


def system_of(call: Call) -> OpenAI:
    """Return the simulator that a call belongs to."""
    return cast("OpenAI", call.system)


def answer(content: Any) -> Response:
    """Return ``content`` as a JSON answer."""
    return Response(200, [JSON_HEADER], orjson.dumps(content))


def served_tier(wanted: str | None) -> str:
    """Return the service tier that an answer names."""
    tier = wanted or "auto"
    return SERVED_AS.get(tier, tier)
