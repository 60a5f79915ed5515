"""What a request is meant to do: the policies decide by it, not by guessing from the URL."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from .extensions import INTENT

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Intent:
    """The meaning of one request.

    Args:
        operation: the operation, in the vendor's own name.
        idempotent: sending it again has no further effect, because of its nature or of a key the vendor
            honours.
        key: the business key, the same in every attempt, redelivery and restart.
        read_only: it changes nothing although its method could (a search by POST, a completion); such a
            request is idempotent, and a lost answer leaves nothing in doubt. GET, HEAD and OPTIONS are always
            read-only.
        streamed: the caller reads the answer piece by piece; other answers arrive whole.
    """

    operation: str
    idempotent: bool
    key: str | None = None
    read_only: bool = False
    streamed: bool = False

    def extensions(self) -> dict[str, object]:
        """Return the ``extensions`` argument for httpx that attaches this intent to a request."""
        return {INTENT: self}


_UNDECLARED = {method: Intent(method, idempotent=True, read_only=True) for method in SAFE_METHODS}


def intent_of(request: httpx.Request) -> Intent:
    """Return the declared intent; without one, only the safe methods are taken to be idempotent."""
    declared = request.extensions.get(INTENT)
    if isinstance(declared, Intent):
        return declared
    return _UNDECLARED.get(request.method) or Intent(request.method, idempotent=False)


def is_read_only(request: httpx.Request, intent: Intent) -> bool:
    """Return whether the request cannot change anything."""
    return intent.read_only or request.method in SAFE_METHODS


def is_repeatable(request: httpx.Request, intent: Intent) -> bool:
    """Return whether sending the request a second time is harmless even if the first one took effect."""
    return intent.idempotent or is_read_only(request, intent)
