"""Credentials that are the same in every request, such as an API key."""

from __future__ import annotations

import httpx

from ..masking import Secret
from ..outbound.policy import RequestPolicy
from .origins import Origins


class FixedHeaderPolicy(RequestPolicy):
    """Sends a header with every request to the system's own origins.

    Args:
        inner: the transport.
        header: the header's name.
        value: the whole value of the header.
        origins: where it may go.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, header: str, value: Secret, origins: Origins) -> None:
        super().__init__(inner)
        self._header = header
        self._value = value
        self._origins = origins

    def prepare(self, request: httpx.Request) -> None:
        """Set the header."""
        if request.url in self._origins:
            request.headers[self._header] = self._value.reveal()
