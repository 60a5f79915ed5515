"""How callers were let in: security schemes from the headers, cookies and parameters that they sent.

Only what was answered with success shows what is accepted. The values are redacted already; here the names count, and
the scheme that an Authorization header begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from ..exchange import Exchange
from ..redaction.fields import Fields, Kind, words

ACCEPTED = range(200, 300)
"""A redirection may lead to where one signs in."""
JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")
OF_A_MESSAGE = frozenset({
    "csrf", "xsrf", "nonce", "signature", "sig", "page", "next", "previous", "continuation", "cursor", "sync", "delta",
    "start", "upload", "idempotency", "request", "trace", "correlation", "verifier", "refresh", "code", "pin", "otp",
})  # fmt: skip
"""Words of secrets that belong to one message or one list, and let nobody in."""
_FIELDS = Fields()
Scheme = Mapping[str, str]
Requirement = dict[str, list[str]]


@dataclass
class Security:
    """What exchanges tell of how callers are let in.

    Attributes:
        schemes: by name, as ``components.securitySchemes``.
        requirements: what most operations ask for.
    """

    schemes: dict[str, dict[str, str]] = field(default_factory=dict)
    requirements: list[Requirement] = field(default_factory=list)

    @classmethod
    def of(cls, operations: Iterable[Sequence[Exchange]]) -> Security:
        """Return what the calls of each operation tell."""
        found = cls()
        asked_for = [each for calls in operations if (each := found.of_calls(calls)) is not None]
        if asked_for:
            found.requirements = max(asked_for, key=asked_for.count)
        return found

    def of_calls(self, exchanges: Sequence[Exchange]) -> list[Requirement] | None:
        """Return what some calls were let in by: one of these; ``None`` when none of them was accepted.

        Calls that all carried nothing need nothing: then there is no requirement in the list.
        """
        accepted = [each for each in exchanges if each.status in ACCEPTED]
        if not accepted:
            return None
        ways: dict[tuple[str, ...], Requirement] = {}
        for each in accepted:
            names = tuple(sorted({self._named(scheme) for scheme in schemes_of(each)}))
            ways[names] = {name: [] for name in names}
        least = [way for names, way in ways.items() if not any(set(other) < set(names) for other in ways)]
        return [] if least == [{}] else least

    def _named(self, scheme: Scheme) -> str:
        name = _name(scheme)
        self.schemes.setdefault(name, dict(scheme))
        if self.schemes[name] != scheme:  # a bearer token that is a JWT today and was none before
            self.schemes[name].pop("bearerFormat", None)
        return name


def schemes_of(exchange: Exchange) -> Iterator[Scheme]:
    """Return the security schemes by which a request tells who sends it."""
    for name, value in exchange.sent:
        if name.lower() == "authorization":
            yield _authorization(value)
        elif name.lower() == "cookie":
            for part in value.split(";"):
                cookie = part.partition("=")[0].strip()
                if is_credential(cookie):
                    yield {"type": "apiKey", "in": "cookie", "name": cookie}
        elif lets_in(name):
            yield {"type": "apiKey", "in": "header", "name": name.lower()}
    for name, _ in parse_qsl(exchange.query, keep_blank_values=True):
        if is_credential(name):
            yield {"type": "apiKey", "in": "query", "name": name}


def _authorization(value: str) -> Scheme:
    scheme, space, rest = value.strip().partition(" ")
    if not space:
        return {"type": "apiKey", "in": "header", "name": "authorization"}
    if scheme.lower() == "bearer" and JWT.fullmatch(rest.strip()):
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {"type": "http", "scheme": scheme.lower()}


def lets_in(header: str) -> bool:
    """Tell whether a header is a credential by its name; those of proxies and of one message are none."""
    return (
        header.lower() != "proxy-authorization"
        and _FIELDS.of_header(header) is Kind.TOKEN
        and not OF_A_MESSAGE & set(words(header))
    )


def is_credential(name: str) -> bool:
    """Tell whether a cookie or a parameter of the query is a credential by its name."""
    return _FIELDS.kind(name) is Kind.TOKEN and not OF_A_MESSAGE & set(words(name))


def _name(scheme: Scheme) -> str:
    """Return what a scheme is called: ``bearerAuth``, ``xApiKeyHeader``."""
    if scheme["type"] == "http":
        return f"{_camel(scheme['scheme'])}Auth"
    return f"{_camel(scheme['name'])}{scheme['in'].capitalize()}"


def _camel(text: str) -> str:
    parts = re.findall(r"[A-Za-z0-9]+", text)
    made = "".join(part[:1].upper() + part[1:] for part in parts)
    return made[:1].lower() + made[1:]
