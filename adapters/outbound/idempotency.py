"""Keys that make a repeated request recognisable: one intent, one key, whenever it is sent."""

from __future__ import annotations

import base64
import hashlib

import httpx

from .intent import SAFE_METHODS, intent_of
from .policy import RequestPolicy

KEY_LENGTH = 26
"""Characters of base32: 130 bits, so that two intents never share a key."""


def key(scope: str, *parts: str | int) -> str:
    """Return the key of an intent: 26 lower-case letters and digits, fit for headers, file names and ids.

    It depends on nothing but its arguments: not on the process, the time, the attempt or the delivery.
    Different arguments have different keys, also where joining them would give the same text, and 1 is not
    "1".

    Args:
        scope: the kind of intent, for example ``"slack.post"``.
        parts: what identifies the intent: ids and versions of records, the event's id.
    """
    digest = hashlib.sha256()
    for part in (scope, *parts):
        encoded = str(part).encode()
        digest.update(f"{type(part).__name__}:{len(encoded)}:".encode() + encoded)
    return base64.b32encode(digest.digest()).decode()[:KEY_LENGTH].lower()


class IdempotencyPolicy(RequestPolicy):
    """Sends the intent's key in a header, for systems that recognise repeated requests by it.

    Args:
        inner: the transport.
        header: the vendor's name for the header.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, header: str) -> None:
        super().__init__(inner)
        self._header = header

    def prepare(self, request: httpx.Request) -> None:
        """Set the header on requests that have a key and can change something."""
        key = intent_of(request).key
        if key is not None and request.method not in SAFE_METHODS:
            request.headers[self._header] = key
