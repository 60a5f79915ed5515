"""Responses: status codes, media types, headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..finding import Direction, Level
from ..media_type import contains, match, parse
from ..operation import Response
from .bodies import schema_existence
from .hit import OperationHit, OperationPair
from .rule import Effect, Kind, Rule, rule

_ABOUT: tuple[tuple[str, Kind, Effect, str, Level], ...] = (
    ("response-success-status-added", Kind.EXISTENCE, Effect.WIDENS, "new", Level.INFO),
    ("response-success-status-removed", Kind.EXISTENCE, Effect.NARROWS, "gone", Level.ERR),
    ("response-non-success-status-added", Kind.EXISTENCE, Effect.WIDENS, "new", Level.INFO),
    ("response-non-success-status-removed", Kind.EXISTENCE, Effect.NARROWS, "gone", Level.INFO),
    ("response-media-type-added", Kind.EXISTENCE, Effect.WIDENS, "may come as {media}", Level.INFO),
    ("response-media-type-removed", Kind.EXISTENCE, Effect.NARROWS, "no longer comes as {media}", Level.ERR),
    ("response-media-type-name-changed", Kind.TYPE, Effect.UNKNOWN, "comes as {new}, no longer as {old}", Level.WARN),
    (
        "response-media-type-name-generalized",
        Kind.TYPE,
        Effect.WIDENS,
        "comes as {new}, which is wider than {old}",
        Level.ERR,
    ),
    (
        "response-media-type-name-specialized",
        Kind.TYPE,
        Effect.NARROWS,
        "comes as {new}, which is narrower than {old}",
        Level.INFO,
    ),
    ("response-media-type-parameter-added", Kind.TYPE, Effect.NARROWS, "{media} has the parameter {name}", Level.INFO),
    (
        "response-media-type-parameter-removed",
        Kind.TYPE,
        Effect.WIDENS,
        "{media} no longer has the parameter {name}",
        Level.ERR,
    ),
    (
        "response-media-type-parameter-changed",
        Kind.TYPE,
        Effect.INCOMPARABLE,
        "{name} of {media} is {new}, no longer {old}",
        Level.ERR,
    ),
    (
        "response-body-media-type-schema-added",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "matches a schema as {media}",
        Level.INFO,
    ),
    (
        "response-body-media-type-schema-removed",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "need not match a schema as {media} any more",
        Level.ERR,
    ),
    (
        "response-body-media-type-item-schema-added",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "each item matches a schema as {media}",
        Level.INFO,
    ),
    (
        "response-body-media-type-item-schema-removed",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "items need not match a schema as {media} any more",
        Level.ERR,
    ),
    (
        "response-body-media-type-item-schema-removed-untyped",
        Kind.EXISTENCE,
        Effect.WIDENS,
        "nothing describes what comes as {media} any more",
        Level.ERR,
    ),
    ("response-header-added", Kind.EXISTENCE, Effect.WIDENS, "the header `{name}` is new", Level.INFO),
    (
        "required-response-header-removed",
        Kind.EXISTENCE,
        Effect.NARROWS,
        "the header `{name}` is gone; it was always there",
        Level.ERR,
    ),
    (
        "optional-response-header-removed",
        Kind.EXISTENCE,
        Effect.NONE,
        "the header `{name}` is gone; it was not always there",
        Level.INFO,
    ),
    (
        "response-header-became-optional",
        Kind.REQUIREDNESS,
        Effect.WIDENS,
        "the header `{name}` may be missing now",
        Level.ERR,
    ),
)

RULES: tuple[Rule, ...] = tuple(
    rule(id, Direction.RESPONSE, kind, effect, f"{{where}}: {text}", level=level)
    for id, kind, effect, text, level in _ABOUT
)


def where(status: str) -> str:
    """Return how messages call a response."""
    return f"the {status} response"


def judge(pair: OperationPair) -> Iterator[OperationHit]:
    """Report what changed about responses, their schemas aside."""
    old, new = pair.old.responses, pair.new.responses
    for status in (status for status in old if status not in new and status.isdecimal()):
        yield _hit(f"response-{_success(status)}-status-removed", status, {}, old[status], None)
    for status in (status for status in new if status not in old and status.isdecimal()):
        yield _hit(f"response-{_success(status)}-status-added", status, {}, None, new[status])
    for status in (status for status in old if status in new):
        yield from _content(status, old[status], new[status], pair)
        yield from _headers(status, old[status], new[status])


def _success(status: str) -> str:
    return "success" if 200 <= int(status) <= 299 else "non-success"


def _content(status: str, old: Response, new: Response, pair: OperationPair) -> Iterator[OperationHit]:
    matched = match(old.content, new.content)
    for name in matched.removed:
        yield _hit("response-media-type-removed", status, {"media": name}, old, None)
    for name in matched.added:
        yield _hit("response-media-type-added", status, {"media": name}, None, new)
    for one, other in matched.pairs:
        if one != other:
            for suffix, values in _renamed(one, other):
                yield _hit(f"response-media-type-{suffix}", status, values, old, new)
        for suffix in schema_existence(old.content[one], new.content[other], pair):
            rule_id = _schema_rule(suffix, described=new.content[other].slot.schema is not None)
            yield _hit(rule_id, status, {"media": other}, old, new)


def _schema_rule(suffix: str, *, described: bool) -> str:
    if suffix == "false":
        return "response-body-schema-became-false"
    untyped = "-untyped" if suffix == "item-schema-removed" and not described else ""
    return f"response-body-media-type-{suffix}{untyped}"


def _renamed(old: str, new: str) -> Iterator[tuple[str, dict[str, Any]]]:
    before, now = parse(old), parse(new)
    assert before is not None
    assert now is not None
    added = sorted(now.parameters.keys() - before.parameters.keys())
    removed = sorted(before.parameters.keys() - now.parameters.keys())
    changed = sorted(
        key for key in before.parameters.keys() & now.parameters.keys() if before.parameters[key] != now.parameters[key]
    )
    if not (added or removed or changed):
        yield ("name-specialized" if contains(old, new) else "name-generalized"), {"old": old, "new": new}
    elif sum(map(bool, (added, removed, changed))) > 1 or before.bare != now.bare:
        yield "name-changed", {"old": old, "new": new}
    else:
        yield from (("parameter-added", {"name": key, "media": before.bare}) for key in added)
        yield from (("parameter-removed", {"name": key, "media": before.bare}) for key in removed)
        for key in changed:
            values = {"name": key, "media": before.bare, "old": before.parameters[key], "new": now.parameters[key]}
            yield "parameter-changed", values


def _headers(status: str, old: Response, new: Response) -> Iterator[OperationHit]:
    for key, header in old.headers.items():
        if key not in new.headers:
            presence = "required" if header.required else "optional"
            yield _hit(f"{presence}-response-header-removed", status, {"name": header.name}, old, None)
        elif header.required and not new.headers[key].required:
            yield _hit("response-header-became-optional", status, {"name": header.name}, old, new)
    for key, header in new.headers.items():
        if key not in old.headers:
            yield _hit("response-header-added", status, {"name": header.name}, None, new)


def _hit(rule_id: str, status: str, values: dict[str, Any], old: Response | None, new: Response | None) -> OperationHit:
    return OperationHit(
        rule_id,
        {"where": where(status), **values},
        status,
        old_pointer=old.pointer if old else "",
        new_pointer=new.pointer if new else "",
    )
