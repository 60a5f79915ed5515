"""What handlers share: the system behind a call, answers without a charset, and moments as the vendor writes them."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import orjson

from windtunnel.simulator import Call
from windtunnel.world.http import Response

if TYPE_CHECKING:
    from .system import Anthropic

JSON_HEADER = ("Content-Type", "application/json")


def system_of(call: Call) -> Anthropic:
    """Return the simulator that a call belongs to."""
    return cast("Anthropic", call.system)


def answer(content: Any) -> Response:
    """Return ``content`` as a JSON answer."""
    return Response(200, [JSON_HEADER], orjson.dumps(content))


def moment(now: float) -> str:
    """Return seconds since the epoch as RFC 3339 with microseconds, as records carry them."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def whole_moment(now: float) -> str:
    """Return seconds since the epoch as RFC 3339, rounded up to a whole second, as headers carry them."""
    return datetime.fromtimestamp(math.ceil(round(now, 6)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
