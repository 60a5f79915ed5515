"""Token-based authentication: OAuth 1.0a with HMAC-SHA256.

Source: profile.yaml, topic ``token-based authentication``; RFC 5849.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote, unquote

from windtunnel.simulator import Call, Caller, NotAuthenticated
from windtunnel.world.http import Request

from ..account import Account

NONCES = "_nonces"
METHOD = "HMAC-SHA256"
FORM = "application/x-www-form-urlencoded"
REQUIRED = (
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
)
USER = "integration"


def oauth_parameters(request: Request) -> dict[str, str] | None:
    """Return the parameters of the Authorization header, ``None`` when it is not of this kind."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "oauth":
        return None
    pairs = (part.strip().partition("=") for part in rest.split(",") if "=" in part)
    return {unquote(name.strip()): unquote(value.strip().strip('"')) for name, _, value in pairs}


def check_signature(account: Account, call: Call, parameters: Mapping[str, str]) -> Caller:
    """Return who has signed a request.

    Raises:
        NotAuthenticated: nobody the account knows, not now, or not for the first time.
    """
    credentials = account.system.credentials
    known = {"oauth_consumer_key": "consumer_key", "oauth_token": "token_id", "realm": "account_id"}
    if any(name not in parameters for name in REQUIRED) or parameters["oauth_signature_method"] != METHOD:
        raise NotAuthenticated("invalid")
    if any(not _same(parameters.get(name, ""), credentials[credential]) for name, credential in known.items()):
        raise NotAuthenticated("invalid")
    _check_timestamp(account, parameters["oauth_timestamp"])
    secrets = (credentials["consumer_secret"], credentials["token_secret"])
    if not _same(parameters["oauth_signature"], signature(base_string(call.request, parameters), secrets)):
        raise NotAuthenticated("invalid")
    _use_nonce(account, parameters)
    return Caller(USER, parameters["oauth_consumer_key"], "signature", ("rest_webservices", "restlets"))


def base_string(request: Request, parameters: Mapping[str, str]) -> str:
    """Return what is signed: method, address without query, and all parameters but realm and the signature itself."""
    pairs = [
        *_query(request.query),
        *((name, value) for name, value in parameters.items() if name not in ("realm", "oauth_signature")),
    ]
    if request.content_type == FORM:
        pairs += _query(request.body.decode("utf-8", "replace"))
    encoded = sorted((encode(name), encode(value)) for name, value in pairs)
    joined = "&".join(f"{name}={value}" for name, value in encoded)
    return "&".join(encode(part) for part in (request.method.upper(), address(request), joined))


def address(request: Request) -> str:
    """Return the address that is signed: lower case, and the port only where it is not the scheme's own."""
    host = request.headers.get("host", "").lower()
    usual = {"http": ":80", "https": ":443"}[request.scheme]
    return f"{request.scheme}://{host.removesuffix(usual)}{request.path}"


def signature(text: str, secrets: Sequence[str]) -> str:
    """Return the signature of a base string with consumer secret and token secret."""
    key = "&".join(encode(secret) for secret in secrets)
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def encode(text: str) -> str:
    """Return a text percent-encoded as RFC 5849, 3.6 wants it."""
    return quote(text, safe="~")


def _query(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)


def _check_timestamp(account: Account, text: str) -> None:
    numeric = text.isascii() and text.isdecimal() and len(text) < 16
    if not numeric or abs(account.now - int(text)) > account.limit("timestamp_skew_seconds"):
        raise NotAuthenticated("expired")


def _use_nonce(account: Account, parameters: Mapping[str, str]) -> None:
    """Remember a nonce for as long as its timestamp would be accepted."""
    nonces = account.store[NONCES]
    for old in nonces.ids():
        record = nonces.get(old)
        if record is None or record["until"] > account.now:
            break
        nonces.remove(old)
    key = f"{parameters['oauth_token']} {parameters['oauth_timestamp']} {parameters['oauth_nonce']}"
    if key in nonces:
        raise NotAuthenticated("invalid")
    nonces.put(key, {"until": account.now + account.limit("nonce_seconds")})


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(), known.encode())
