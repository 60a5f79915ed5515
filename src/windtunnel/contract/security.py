"""How callers are let in, as a document says it: its security schemes, and the credentials that they call for.

The credentials of a scheme have names of their own, made of the scheme's: a profile that has credentials by these names
lets them be asked for, and one that has none lets everybody in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from .names import snake
from .profile import AuthenticationFlow, Credential


class Kind(StrEnum):
    """What a scheme asks for (OpenAPI 3.1, Security Scheme Object)."""

    API_KEY = "api-key"
    BASIC = "basic"
    BEARER = "bearer"
    OAUTH2 = "oauth2"
    UNKNOWN = "unknown"


class Flow(StrEnum):
    """Flows of OAuth 2.0 by OpenAPI's names."""

    AUTHORIZATION_CODE = "authorizationCode"
    CLIENT_CREDENTIALS = "clientCredentials"
    PASSWORD = "password"
    IMPLICIT = "implicit"


@dataclass(frozen=True)
class Scheme:
    """One security scheme.

    Args:
        name: as the document calls it.
        kind: what it asks for; ``UNKNOWN`` for what is not simulated (digest, mutual TLS).
        where: of an API key: ``header``, ``query`` or ``cookie``.
        parameter: of an API key: the name of that header, query parameter or cookie.
        flows: of OAuth 2.0: the flows, each with the path of its token endpoint; empty where it has none.
    """

    name: str
    kind: Kind
    where: str = ""
    parameter: str = ""
    flows: Mapping[Flow, str] = field(default_factory=dict)

    def credential(self, part: str = "") -> str:
        """Return the name of a credential: the scheme's own, or of a part of it such as ``username``."""
        name = snake(self.name.replace("OAuth", "Oauth"))  # the field's own word is one word
        return f"{name}_{part}" if part else name

    @cached_property
    def credentials(self) -> tuple[Credential, ...]:
        """What an account needs to be let in by this scheme."""
        return tuple(
            Credential(name=self.credential(part), pattern=PATTERNS[part], secret=part not in OPEN)
            for part in self._parts()
        )

    @property
    def authentication(self) -> tuple[AuthenticationFlow, ...]:
        """How one signs in with them: with OAuth 2.0, by the access token that the account has already."""
        if self.kind is Kind.UNKNOWN:
            return ()
        kind = Kind.BEARER if self.kind is Kind.OAUTH2 else self.kind
        names = (self.credential("access_token"),) if self.kind is Kind.OAUTH2 else self._names
        flow = {"name": self.name, "kind": kind.value, "credentials": names, "evidence": "assumed"}
        return (AuthenticationFlow.model_validate(flow),)

    @property
    def challenge(self) -> str:
        """What a refusal says in ``WWW-Authenticate``; empty for keys, which have no registered scheme (RFC 9110)."""
        if self.kind is Kind.BASIC:
            return f'Basic realm="{snake(self.name)}"'
        return "Bearer" if self.kind in (Kind.BEARER, Kind.OAUTH2) else ""

    def known_to(self, credentials: Mapping[str, str]) -> bool:
        """Tell whether an account has what this scheme asks for, so that it can be asked for."""
        return self.kind is not Kind.UNKNOWN and all(name in credentials for name in self._names)

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.credentials)

    def _parts(self) -> tuple[str, ...]:
        if self.kind is not Kind.OAUTH2:
            return PARTS[self.kind]
        asked = [part for flow in self.flows for part in PARTS_OF_FLOWS[flow]]
        return ("access_token", *dict.fromkeys(asked))


PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.API_KEY: ("",),
    Kind.BASIC: ("username", "password"),
    Kind.BEARER: ("",),
    Kind.UNKNOWN: (),
}
PARTS_OF_FLOWS: Mapping[Flow, tuple[str, ...]] = {
    Flow.AUTHORIZATION_CODE: ("client_id", "client_secret", "refresh_token"),
    Flow.CLIENT_CREDENTIALS: ("client_id", "client_secret"),
    Flow.PASSWORD: ("username", "password"),
    Flow.IMPLICIT: (),
}
PATTERNS = {
    "": "{alnum:40}",
    "username": "integration-{digits:4}",
    "password": "{alnum:20}",
    "client_id": "{hex:32}",
    "client_secret": "{alnum:40}",
    "access_token": "{alnum:40}",
    "refresh_token": "{alnum:40}",
}
OPEN = frozenset({"username", "client_id"})
"""Parts that are no secrets."""


def scheme_of(name: str, raw: Any, base_path: str) -> Scheme:
    """Return a Security Scheme Object as a scheme; one that is malformed is of the kind that is unknown.

    Args:
        name: as the document calls it.
        raw: the object, its reference followed.
        base_path: of the system, which a relative address of a token endpoint is relative to.
    """
    found = raw if isinstance(raw, Mapping) else {}
    kind = str(found.get("type", ""))
    if kind == "apiKey" and found.get("in") in ("header", "query", "cookie") and found.get("name"):
        return Scheme(name, Kind.API_KEY, str(found["in"]), str(found["name"]))
    if kind == "http":
        return Scheme(name, HTTP.get(str(found.get("scheme", "")).lower(), Kind.UNKNOWN))
    if kind == "oauth2":
        return Scheme(name, Kind.OAUTH2, flows=_flows(found.get("flows"), base_path))
    return Scheme(name, Kind.OAUTH2 if kind == "openIdConnect" else Kind.UNKNOWN)


HTTP = {"basic": Kind.BASIC, "bearer": Kind.BEARER}


def _flows(raw: Any, base_path: str) -> Mapping[Flow, str]:
    found = raw if isinstance(raw, Mapping) else {}
    return {flow: _path(found[flow], base_path) for flow in Flow if isinstance(found.get(flow), Mapping)}


def _path(flow: Mapping[str, Any], base_path: str) -> str:
    """Return the path of a flow's token endpoint, empty where there is none."""
    path = urlsplit(str(flow.get("tokenUrl") or "")).path
    return path if not path or path.startswith("/") else f"{base_path}/{path.removeprefix('./')}"
