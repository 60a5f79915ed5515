"""Properties: which there are, which must be there, which may be null, which travel in one direction only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..description import Node
from ..finding import Direction
from ..schema import is_nullable, properties, required, types
from ..schema_pair import SchemaPair
from ..transition import nullable_wrapping, one_of_wrapping
from .hit import Hit, View
from .lifecycle import removal
from .rule import BODIES, HP, PA, PP, RP, SH, SP, WO, Cap, Effect, Kind, Rule, rule, schema_rules

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE

_EXISTENCE = (
    ("new-required-request-property", REQUEST, Effect.NARROWS, "{where}: new and must be sent"),
    (
        "new-required-request-property-with-default",
        REQUEST,
        Effect.NARROWS,
        "{where}: new and must be sent, though it has a default",
    ),
    ("new-optional-request-property", REQUEST, Effect.NONE, "{where}: new, may be sent"),
    ("new-required-request-header-property", REQUEST, Effect.NARROWS, "{where}: new and must be sent"),
    ("request-property-removed", REQUEST, Effect.UNKNOWN, "{where}: gone"),
    ("request-property-removed-with-deprecation", REQUEST, Effect.NONE, "{where}: gone after it was deprecated"),
    (
        "request-property-removed-before-sunset",
        REQUEST,
        Effect.VIOLATION,
        "{where}: gone before {sunset}, the date announced",
    ),
    ("response-required-property-removed", RESPONSE, Effect.WIDENS, "{where}: gone; it was always there"),
    (
        "response-required-property-removed-with-deprecation",
        RESPONSE,
        Effect.NONE,
        "{where}: gone after it was deprecated",
    ),
    (
        "response-required-property-removed-before-sunset",
        RESPONSE,
        Effect.VIOLATION,
        "{where}: gone before {sunset}, the date announced",
    ),
    ("response-required-write-only-property-removed", RESPONSE, Effect.NONE, "{where}: gone; it was write-only"),
    ("response-optional-property-removed", RESPONSE, Effect.NONE, "{where}: gone; it was not always there"),
    ("response-optional-write-only-property-removed", RESPONSE, Effect.NONE, "{where}: gone; it was write-only"),
    ("response-required-property-added", RESPONSE, Effect.NARROWS, "{where}: new and always there"),
    (
        "response-required-write-only-property-added",
        RESPONSE,
        Effect.NARROWS,
        "{where}: new and required, but write-only",
    ),
    ("response-optional-property-added", RESPONSE, Effect.NONE, "{where}: new"),
    ("response-optional-write-only-property-added", RESPONSE, Effect.NONE, "{where}: new, but write-only"),
)

_MUTABILITY = (
    (
        "request-optional-property-became-read-only",
        REQUEST,
        Effect.UNKNOWN,
        "{where}: read-only now, so it must not be sent",
    ),
    (
        "request-required-property-became-read-only",
        REQUEST,
        Effect.UNKNOWN,
        "{where}: read-only now, so it must not be sent",
    ),
    (
        "request-optional-property-became-not-read-only",
        REQUEST,
        Effect.WIDENS,
        "{where}: no longer read-only, so it may be sent",
    ),
    (
        "request-required-property-became-not-read-only",
        REQUEST,
        Effect.NARROWS,
        "{where}: no longer read-only, so it must be sent",
    ),
    (
        "request-required-property-became-not-read-only-in-openapi-31",
        REQUEST,
        Effect.NONE,
        "{where}: no longer read-only; it had to be sent before",
    ),
    ("request-optional-property-became-write-only", REQUEST, Effect.NONE, "{where}: write-only now"),
    ("request-required-property-became-write-only", REQUEST, Effect.NONE, "{where}: write-only now"),
    ("request-optional-property-became-not-write-only", REQUEST, Effect.NONE, "{where}: no longer write-only"),
    ("request-required-property-became-not-write-only", REQUEST, Effect.NONE, "{where}: no longer write-only"),
    ("response-optional-property-became-read-only", RESPONSE, Effect.NONE, "{where}: read-only now"),
    ("response-required-property-became-read-only", RESPONSE, Effect.NONE, "{where}: read-only now"),
    ("response-optional-property-became-not-read-only", RESPONSE, Effect.NONE, "{where}: no longer read-only"),
    ("response-required-property-became-not-read-only", RESPONSE, Effect.NONE, "{where}: no longer read-only"),
    (
        "response-optional-property-became-write-only",
        RESPONSE,
        Effect.NONE,
        "{where}: write-only now, so it does not come any more",
    ),
    (
        "response-required-property-became-write-only",
        RESPONSE,
        Effect.WIDENS,
        "{where}: write-only now, so it does not come any more",
    ),
    (
        "response-optional-property-became-not-write-only",
        RESPONSE,
        Effect.NONE,
        "{where}: no longer write-only, so it may come",
    ),
    (
        "response-required-property-became-not-write-only",
        RESPONSE,
        Effect.NARROWS,
        "{where}: no longer write-only, so it comes",
    ),
)

RULES: tuple[Rule, ...] = (
    *(rule(id, side, Kind.EXISTENCE, effect, text, cap=Cap.MEMBER) for id, side, effect, text in _EXISTENCE),
    *(rule(id, side, Kind.MUTABILITY, effect, text, cap=Cap.PROPERTY) for id, side, effect, text in _MUTABILITY),
    *schema_rules("became-nullable", Kind.REQUIREDNESS, Effect.WIDENS, "{where}: may be null", (*BODIES, PA, PP, SH)),
    *schema_rules(
        "became-not-nullable",
        Kind.REQUIREDNESS,
        Effect.NARROWS,
        "{where}: can no longer be null",
        (*BODIES, PA, PP, SH),
    ),
    *schema_rules(
        "became-required", Kind.REQUIREDNESS, Effect.NARROWS, "{where}: must be sent now", (RP, HP), cap=Cap.ROOT
    ),
    *schema_rules("became-required", Kind.REQUIREDNESS, Effect.NARROWS, "{where}: is always there now", (SP, WO)),
    *schema_rules(
        "became-required-with-default",
        Kind.REQUIREDNESS,
        Effect.NARROWS,
        "{where}: must be sent now, though it has a default",
        (RP,),
        cap=Cap.ROOT,
    ),
    *schema_rules(
        "became-optional", Kind.REQUIREDNESS, Effect.WIDENS, "{where}: need not be sent any more", (RP,), cap=Cap.ROOT
    ),
    *schema_rules("became-optional", Kind.REQUIREDNESS, Effect.WIDENS, "{where}: may be missing now", (SP, WO)),
)


def judge(pair: SchemaPair, view: View) -> Iterator[Hit]:
    """Report properties that came, went, or must be there or not."""
    verb = _nullability(pair)
    if verb:
        yield Hit(verb)
    if "required" in pair.own:
        yield from _requiredness(pair, view)
    if view.is_header:
        return
    wrapping = one_of_wrapping(pair)
    moved = wrapping.moved if wrapping else frozenset()
    for name in pair.removed("properties"):
        if name not in moved:
            yield from _removed(pair, name, view)
    for name in pair.added("properties"):
        yield from _added(pair, name, view)


def judge_mutability(pair: SchemaPair, name: str, parent: SchemaPair, view: View) -> Iterator[Hit]:
    """Report that a property began or ceased to travel in one direction only.

    Args:
        pair: the property's schemas.
        name: of the property.
        parent: the schemas that have the property.
        view: how they are looked at.
    """
    if not pair.own & {"readOnly", "writeOnly"} or name not in properties(parent.new) or view.is_parameter:
        return
    always = name in required(parent.old) and (name in required(parent.new) or not view.is_request)
    prefix = f"{view.direction.value}-{'required' if always else 'optional'}-property-became"
    for keyword, word in (("writeOnly", "write-only"), ("readOnly", "read-only")):
        if keyword in pair.own:
            ending = word if pair.new.get(keyword) else f"not-{word}"
            if always and view.is_request and ending == "not-read-only" and pair.old_version not in {"2.0", "3.0"}:
                ending += "-in-openapi-31"
            yield Hit(rule_id=f"{prefix}-{ending}")


def _nullability(pair: SchemaPair) -> str:
    old, new = is_nullable(pair.old), is_nullable(pair.new)
    if old != new:
        return "became-not-nullable" if old else "became-nullable"
    before, now = types(pair.old), types(pair.new)
    if before and now and ("null" in before) != ("null" in now):
        return "became-not-nullable" if "null" in before else "became-nullable"
    wrapping = nullable_wrapping(pair)
    return {"wrapped": "became-nullable", "unwrapped": "became-not-nullable"}.get(wrapping, "")


def _requiredness(pair: SchemaPair, view: View) -> Iterator[Hit]:
    old, new = properties(pair.old), properties(pair.new)
    before, now = required(pair.old), required(pair.new)
    known = new if view.header_parameter and not view.is_root else old
    for name in (name for name in new if name in now - before and name in known):
        if view.is_request:
            if pair.new_property(name).get("readOnly") is not True:
                has_default = pair.new_property(name).get("default") is not None and not view.is_parameter
                yield Hit("became-required-with-default" if has_default else "became-required", member=name)
        else:
            yield Hit("became-required", member=name, harmless=pair.new_property(name).get("writeOnly") is True)
    for name in (name for name in new if name in before - now):
        if not view.is_request:
            yield Hit("became-optional", member=name, harmless=pair.new_property(name).get("writeOnly") is True)
        elif name in old and not view.is_parameter and pair.new_property(name).get("readOnly") is not True:
            yield Hit("became-optional", member=name)


def _added(pair: SchemaPair, name: str, view: View) -> Iterator[Hit]:
    schema = pair.new_property(name)
    must = name in required(pair.new)
    if not view.is_request:
        yield Hit(rule_id=_response_id(schema, must, "added"), member=name)
    elif schema.get("readOnly") is not True:
        if view.is_parameter:
            if must and view.header_parameter:
                yield Hit(rule_id="new-required-request-header-property", member=name)
            return
        default = "-with-default" if must and schema.get("default") is not None else ""
        yield Hit(rule_id=f"new-{'required' if must else 'optional'}-request-property{default}", member=name)


def _removed(pair: SchemaPair, name: str, view: View) -> Iterator[Hit]:
    schema = pair.old_property(name)
    must = name in required(pair.old)
    if view.is_parameter or (view.is_request and schema.get("readOnly") is True):
        return
    rule_id = "request-property-removed" if view.is_request else _response_id(schema, must, "removed")
    ending: str = ""
    values: Mapping[str, Any] = {}
    if view.is_request or (must and schema.get("writeOnly") is not True):
        told = removal(schema, view.today)
        if told is None:
            return
        ending, values = told
    yield Hit(rule_id=rule_id + ending, values=values, member=name)


def _response_id(schema: Node, must: bool, verb: str) -> str:
    write_only = "-write-only" if schema.get("writeOnly") is True else ""
    return f"response-{'required' if must else 'optional'}{write_only}-property-{verb}"
