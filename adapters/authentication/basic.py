"""User name and password in every request (RFC 7617)."""

from __future__ import annotations

import base64

import httpx

from ..masking import Secret
from .fixed_header import FixedHeaderPolicy
from .origins import Origins


class BasicPolicy(FixedHeaderPolicy):
    """Sends ``Authorization: Basic`` to the system's own origins.

    Args:
        inner: the transport.
        username: must not contain a colon; vendors put ``email/token`` and the like here.
        password: the password or API token.
        origins: where it may go.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, username: str, password: Secret, origins: Origins) -> None:
        if ":" in username:
            raise ValueError("a user name must not contain a colon (RFC 7617)")
        self._password = password  # kept, so that it is masked wherever it turns up
        pair = f"{username}:{password.reveal()}".encode()
        value = Secret("Basic " + base64.b64encode(pair).decode())
        super().__init__(inner, header="Authorization", value=value, origins=origins)
