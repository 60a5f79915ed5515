"""Requests signed with a consumer's and a token's secret: OAuth 1.0a with HMAC-SHA256 (RFC 5849)."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from urllib.parse import parse_qsl, quote

import httpx

from ..clock import Clock
from ..masking import Secret
from ..outbound.policy import PolicyTransport
from .origins import Origins

METHOD = "HMAC-SHA256"
FORM = "application/x-www-form-urlencoded"
PORTS = {"http": 80, "https": 443}
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
"""What is never encoded (RFC 3986, 2.3); most of what is signed is nothing else."""


@dataclass(frozen=True, slots=True)
class OAuth1Credentials:
    """What requests are signed with.

    Args:
        consumer_key, consumer_secret: of the integration.
        token, token_secret: of the user who has let it in.
        realm: what the vendor wants to read there, often the account; it is not signed.
    """

    consumer_key: str
    consumer_secret: Secret
    token: str
    token_secret: Secret
    realm: str | None = None


class OAuth1Policy(PolicyTransport):
    """Signs every request to the system's own origins, each attempt anew: a nonce serves once.

    Args:
        inner: the transport.
        credentials: what is signed with.
        origins: where signed requests may go.
        clock: the time that is signed; a system refuses one that is too far from its own.
        random: nonces.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        credentials: OAuth1Credentials,
        origins: Origins,
        clock: Clock,
        random: Random,
    ) -> None:
        super().__init__(inner)
        self._credentials = credentials
        self._origins = origins
        self._clock = clock
        self._random = random

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sign the request and send it."""
        if request.url in self._origins:
            form = await request.aread() if _is_form(request) else b""
            request.headers["Authorization"] = authorization(
                self._credentials,
                request.method,
                request.url,
                timestamp=int(self._clock.now()),
                nonce=f"{self._random.getrandbits(128):032x}",
                form=form,
            )
        return await self._inner.handle_async_request(request)


def authorization(
    credentials: OAuth1Credentials, method: str, url: httpx.URL, *, timestamp: int, nonce: str, form: bytes = b""
) -> str:
    """Return the value of the Authorization header.

    Args:
        credentials: what is signed with.
        method, url: of the request.
        timestamp: seconds since the epoch.
        nonce: not used before with this timestamp.
        form: the body, where it is a form; other bodies are not signed.
    """
    protocol = {
        "oauth_consumer_key": credentials.consumer_key,
        "oauth_token": credentials.token,
        "oauth_signature_method": METHOD,
        "oauth_timestamp": str(timestamp),
        "oauth_nonce": nonce,
        "oauth_version": "1.0",
    }
    parameters = [*protocol.items(), *_pairs(url.query), *_pairs(form)]
    key = f"{_encoded(credentials.consumer_secret.reveal())}&{_encoded(credentials.token_secret.reveal())}"
    digest = hmac.digest(key.encode(), base_string(method, url, parameters).encode(), "sha256")
    realm = {} if credentials.realm is None else {"realm": credentials.realm}
    return _header({**realm, **protocol, "oauth_signature": base64.b64encode(digest).decode()})


def base_string(method: str, url: httpx.URL, parameters: Iterable[tuple[str, str]]) -> str:
    """Return what is signed (RFC 5849, 3.4.1).

    Args:
        method, url: of the request; the query of ``url`` plays no part.
        parameters: those of the protocol, the query and a form, as they are before they are encoded.
    """
    encoded = sorted((_encoded(name), _encoded(value)) for name, value in parameters)
    joined = "&".join(f"{name}={value}" for name, value in encoded)
    return "&".join((method.upper(), _encoded(_address(url)), _encoded(joined)))


def _address(url: httpx.URL) -> str:
    port = "" if url.port in (None, PORTS.get(url.scheme)) else f":{url.port}"
    host = url.raw_host.decode("ascii")
    bracketed = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{bracketed}{port}{url.raw_path.partition(b'?')[0].decode('ascii')}"


def _header(parameters: Mapping[str, str]) -> str:
    return "OAuth " + ", ".join(f'{name}="{_encoded(value)}"' for name, value in parameters.items())


def _pairs(text: bytes) -> list[tuple[str, str]]:
    return parse_qsl(text.decode("utf-8"), keep_blank_values=True)


def _encoded(text: str) -> str:
    return text if UNRESERVED.fullmatch(text) else quote(text, safe="~")


def _is_form(request: httpx.Request) -> bool:
    media_type: str = request.headers.get("content-type", "").partition(";")[0]
    return media_type.strip().lower() == FORM
