"""Security: which credentials an operation asks for, and how they are obtained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ..finding import Direction, Level
from .hit import OperationHit, OperationPair
from .rule import Effect, Kind, Rule, rule

_ABOUT: tuple[tuple[str, Kind, Effect, str], ...] = (
    ("api-security-added", Kind.EXISTENCE, Effect.WIDENS, "{value} is accepted as well"),
    ("api-security-removed", Kind.EXISTENCE, Effect.NARROWS, "{value} is no longer accepted"),
    ("api-security-scope-added", Kind.EXISTENCE, Effect.NARROWS, "the scope {scope} of {value} is needed"),
    ("api-security-scope-removed", Kind.EXISTENCE, Effect.WIDENS, "the scope {scope} of {value} is no longer needed"),
    ("api-security-anonymous-access-added", Kind.EXISTENCE, Effect.WIDENS, "no credentials are needed any more"),
    ("api-security-anonymous-access-removed", Kind.EXISTENCE, Effect.NARROWS, "credentials are needed now: {value}"),
    (
        "api-global-security-added",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "{value} is accepted as well; no operation inherits it",
    ),
    (
        "api-global-security-removed",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "{value} is no longer accepted; no operation inherits it",
    ),
    (
        "api-global-security-scope-added",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "the scope {scope} of {value} is needed; no operation inherits it",
    ),
    (
        "api-global-security-scope-removed",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "the scope {scope} of {value} is no longer needed; no operation inherits it",
    ),
    ("api-security-component-added", Kind.EXISTENCE, Effect.NONE, "new"),
    ("api-security-component-removed", Kind.EXISTENCE, Effect.NONE, "gone"),
    ("api-security-component-type-changed", Kind.TYPE, Effect.INCOMPARABLE, "the type is {new}, no longer {old}"),
    (
        "api-security-component-api-key-name-changed",
        Kind.TYPE,
        Effect.INCOMPARABLE,
        "the key is called {new}, no longer {old}",
    ),
    (
        "api-security-component-api-key-in-changed",
        Kind.TYPE,
        Effect.INCOMPARABLE,
        "the key goes into the {new}, no longer the {old}",
    ),
    (
        "api-security-component-http-scheme-changed",
        Kind.TYPE,
        Effect.INCOMPARABLE,
        "the scheme is {new}, no longer {old}",
    ),
    (
        "api-security-component-bearer-format-changed",
        Kind.TYPE,
        Effect.NONE,
        "the token's format is {new}, no longer {old}",
    ),
    (
        "api-security-component-openid-connect-url-changed",
        Kind.TYPE,
        Effect.UNKNOWN,
        "OpenID Connect is found at {new}, no longer at {old}",
    ),
    (
        "api-security-component-oauth-url-changed",
        Kind.TYPE,
        Effect.UNKNOWN,
        "{flow}: authorization is at {new}, no longer at {old}",
    ),
    (
        "api-security-component-oauth-token-url-changed",
        Kind.TYPE,
        Effect.UNKNOWN,
        "{flow}: tokens come from {new}, no longer from {old}",
    ),
    (
        "api-security-component-oauth-refresh-url-changed",
        Kind.TYPE,
        Effect.UNKNOWN,
        "{flow}: tokens are refreshed at {new}, no longer at {old}",
    ),
    ("api-security-component-oauth-scope-added", Kind.EXISTENCE, Effect.NONE, "{flow}: the scope {name} is new"),
    ("api-security-component-oauth-scope-removed", Kind.EXISTENCE, Effect.NONE, "{flow}: the scope {name} is gone"),
    (
        "api-security-component-oauth-scope-changed",
        Kind.TYPE,
        Effect.NONE,
        "{flow}: the scope {name} says something else",
    ),
)

RULES: tuple[Rule, ...] = tuple(
    rule(id, Direction.NONE, kind, effect, f"{{where}}: {text}") for id, kind, effect, text in _ABOUT
)

_FIELDS = (("name", "api-key-name"), ("in", "api-key-in"), ("scheme", "http-scheme"), ("bearerFormat", "bearer-format"))
_FLOW_URLS = (("authorizationUrl", "oauth-url"), ("tokenUrl", "oauth-token-url"), ("refreshUrl", "oauth-refresh-url"))
_FLOWS = ("implicit", "password", "clientCredentials", "authorizationCode")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

Requirement = Mapping[str, Any]


class Requirements(NamedTuple):
    """How the alternatives of two places belong together."""

    added: list[Requirement]
    removed: list[Requirement]
    modified: list[tuple[Requirement, Requirement]]


def judge(pair: OperationPair) -> Iterator[OperationHit]:
    """Report what changed about the credentials that an operation asks for, inherited ones included."""
    old, new = (
        _effective(pair.old.security, pair.old_description.document),
        _effective(pair.new.security, pair.new_description.document),
    )
    for suffix, values in _compared(old, new):
        yield OperationHit(
            f"api-security-{suffix}", values, "security", old_pointer=pair.old.pointer, new_pointer=pair.new.pointer
        )


def judge_document(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[OperationHit]:
    """Report what changed about the requirements of two documents that no operation inherits, so that nothing breaks.

    Args:
        old, new: the documents.
    """
    matched = _matched(_requirements(old.get("security")), _requirements(new.get("security")))
    for suffix, values in _differences(matched, narrows=True):
        yield OperationHit(f"api-global-security-{suffix}", values, "security", "#/security", "#/security", Level.INFO)


def judge_schemes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[OperationHit]:
    """Report what changed about the ways to authenticate.

    Args:
        old, new: security schemes by name, as OpenAPI 3 writes them.
    """
    for name in {**old, **new}:
        if name not in new or name not in old:
            yield _scheme_hit("removed" if name not in new else "added", name, {})
        else:
            for suffix, values in _scheme_changes(old[name], new[name]):
                yield _scheme_hit(suffix, name, values)


def _effective(declared: list[Any] | None, document: Mapping[str, Any]) -> list[Requirement]:
    return _requirements(document.get("security") if declared is None else declared)


def _requirements(listed: Any) -> list[Requirement]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _is_open(requirements: list[Requirement]) -> bool:
    return not requirements or any(not each for each in requirements)


def _compared(old: list[Requirement], new: list[Requirement]) -> Iterator[tuple[str, dict[str, Any]]]:
    if _is_open(old) != _is_open(new):
        if _is_open(old):
            yield "anonymous-access-removed", {"value": " or ".join(map(_named, new))}
        else:
            yield "anonymous-access-added", {}
        return
    yield from _differences(_matched(old, new), narrows=not _is_open(new))


def _differences(matched: Requirements, *, narrows: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from (("added", {"value": _named(each)}) for each in matched.added if each)
    if narrows:
        yield from (("removed", {"value": _named(each)}) for each in matched.removed if each)
    for before, now in matched.modified:
        for scheme in before:
            one, other = _scopes(before, scheme), _scopes(now, scheme)
            if narrows:
                yield from (("scope-added", {"scope": each, "value": scheme}) for each in other if each not in one)
            yield from (("scope-removed", {"scope": each, "value": scheme}) for each in one if each not in other)


def _matched(old: list[Requirement], new: list[Requirement]) -> Requirements:
    """Match alternatives that are the same, then those that ask for the same schemes and are the only ones to."""
    removed, added = list(old), list(new)
    for one in list(removed):
        twin = next((other for other in added if _canonical(one) == _canonical(other)), None)
        if twin is not None:
            removed.remove(one)
            added.remove(twin)
    modified = []
    for one in list(removed):
        mine = [each for each in removed if each.keys() == one.keys()]
        theirs = [each for each in added if each.keys() == one.keys()]
        if len(mine) == len(theirs) == 1:
            modified.append((one, theirs[0]))
            removed.remove(one)
            added.remove(theirs[0])
    return Requirements(added, removed, modified)


def _canonical(requirement: Requirement) -> Any:
    return sorted((scheme, sorted(_scopes(requirement, scheme))) for scheme in requirement)


def _scopes(requirement: Requirement, scheme: str) -> list[str]:
    scopes = requirement.get(scheme)
    return list(map(str, scopes)) if isinstance(scopes, list) else []


def _named(requirement: Requirement) -> str:
    parts = []
    for scheme in sorted(requirement):
        scopes = sorted(_scopes(requirement, scheme))
        parts.append(f"{scheme} ({', '.join(scopes)})" if scopes else scheme)
    return " and ".join(parts) or "nothing"


def _scheme_changes(old: Any, new: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    if old.get("type") != new.get("type"):
        yield "type-changed", {"old": old.get("type"), "new": new.get("type")}
        return
    for field, suffix in _FIELDS:
        before, now = str(old.get(field) or ""), str(new.get(field) or "")
        if before != now and not (field == "scheme" and before.lower() == now.lower()):
            yield f"{suffix}-changed", {"old": before or "nothing", "new": now or "nothing"}
    one, other = old.get("openIdConnectUrl"), new.get("openIdConnectUrl")
    if one != other and not _same_url(one, other):
        yield "openid-connect-url-changed", {"old": one, "new": other}
    yield from _flow_changes(old.get("flows"), new.get("flows"))


def _flow_changes(old: Any, new: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for flow in _FLOWS:
        before = old.get(flow) if isinstance(old, dict) else None
        now = new.get(flow) if isinstance(new, dict) else None
        if not isinstance(before, dict) or not isinstance(now, dict):
            continue
        for field, suffix in _FLOW_URLS:
            if before.get(field) != now.get(field) and not _same_url(before.get(field), now.get(field)):
                yield f"{suffix}-changed", {"flow": flow, "old": before.get(field), "new": now.get(field)}
        for verb, name in _scope_changes(_object(before, "scopes"), _object(now, "scopes")):
            yield f"oauth-scope-{verb}", {"flow": flow, "name": name}


def _scope_changes(old: Requirement, new: Requirement) -> Iterator[tuple[str, str]]:
    for name in {**old, **new}:
        verb = "removed" if name not in new else "added" if name not in old else "changed"
        if verb != "changed" or old[name] != new[name]:
            yield verb, name


def _object(node: Requirement, key: str) -> Requirement:
    found = node.get(key)
    return found if isinstance(found, dict) else {}


def _same_url(old: Any, new: Any) -> bool:
    return isinstance(old, str) and isinstance(new, str) and _normal_url(old) == _normal_url(new)


def _normal_url(url: str) -> str:
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), parts.netloc.lower()
    if not host:
        return url
    host = host.removesuffix(_DEFAULT_PORTS.get(scheme, ":"))
    upper = re.sub(r"%[0-9a-f]{2}", lambda found: found[0].upper(), parts.path or "/", flags=re.IGNORECASE)
    return urlunsplit((scheme, host, upper, parts.query, parts.fragment))


def _scheme_hit(suffix: str, name: str, values: Mapping[str, Any]) -> OperationHit:
    pointer = f"#/components/securitySchemes/{name}"
    return OperationHit(
        f"api-security-component-{suffix}",
        {"where": f"security scheme `{name}`", **values},
        f"securitySchemes.{name}",
        old_pointer="" if suffix == "added" else pointer,
        new_pointer="" if suffix == "removed" else pointer,
    )
