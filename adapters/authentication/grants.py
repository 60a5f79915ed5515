"""How a token is asked for (RFC 6749)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote_plus

import httpx

from ..errors import AuthenticationFailed
from ..masking import Secret
from ..outbound.intent import Intent
from .token import Token

OPERATION = "oauth2.token"


class ClientAuthentication(StrEnum):
    """Where the client's id and secret go (RFC 6749, 2.3.1)."""

    HEADER = "header"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """This integration, as the system's token endpoint knows it.

    Args:
        system: the system.
        url: the token endpoint.
        client_id: public.
        client_secret: ``None`` for a public client.
        authentication: where id and secret go.
    """

    system: str
    url: str
    client_id: str
    client_secret: Secret | None = None
    authentication: ClientAuthentication = ClientAuthentication.HEADER

    def request(self, form: dict[str, str], intent: Intent) -> httpx.Request:
        """Return the request that asks for a token."""
        headers = {"Accept": "application/json"}
        if self.client_secret is None or self.authentication is ClientAuthentication.BODY:
            secret = {} if self.client_secret is None else {"client_secret": self.client_secret.reveal()}
            form = {**form, "client_id": self.client_id, **secret}
        else:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret.reveal())}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        return httpx.Request("POST", self.url, data=form, headers=headers, extensions=intent.extensions())


class Grant(Protocol):
    """A way to get a token; a spoke adds its own, for example for JWT bearer assertions (RFC 7523)."""

    @property
    def serves_once(self) -> bool:
        """Whether asking uses something up that cannot be used again, so that a lost answer is a loss."""
        ...

    def request(self, token: Token | None) -> httpx.Request:
        """Return the request for the token that follows ``token``.

        Raises:
            AuthenticationFailed: what would have to be sent is missing.
        """
        ...


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """The integration acts for itself (RFC 6749, 4.4); ``scope`` as the vendor writes it."""

    client: OAuthClient
    scope: str | None = None
    serves_once: bool = False

    def request(self, token: Token | None) -> httpx.Request:  # another grant needs it
        """Return the request; ``token`` plays no part."""
        form = {"grant_type": "client_credentials"} | ({"scope": self.scope} if self.scope else {})
        return self.client.request(form, Intent(OPERATION, idempotent=True, read_only=True))


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A person has authorised the integration once (RFC 6749, 6).

    Args:
        client: this integration.
        rotates: every answer brings a new refresh token and ends the old one.
        reusable_in_doubt: the vendor documents a time of grace in which the old refresh token is accepted
            again if the answer was lost. Without it, a lost answer means that a person must authorise again:
            a refresh token that comes twice looks stolen, and vendors withdraw all that belongs to it (RFC
            9700, 4.14.2).
    """

    client: OAuthClient
    rotates: bool
    reusable_in_doubt: bool = False

    @property
    def serves_once(self) -> bool:
        """Whether a lost answer uses up the refresh token."""
        return self.rotates and not self.reusable_in_doubt

    def request(self, token: Token | None) -> httpx.Request:
        """Return the request that uses the refresh token.

        Raises:
            AuthenticationFailed: there is no refresh token.
        """
        if token is None or token.refresh is None:
            message = "there is no usable refresh token: a person must authorise the integration again"
            raise AuthenticationFailed(message, system=self.client.system)
        form = {"grant_type": "refresh_token", "refresh_token": token.refresh.reveal()}
        once = self.serves_once
        return self.client.request(form, Intent(OPERATION, idempotent=not once, read_only=not once))
