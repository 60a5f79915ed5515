"""What a rule is, and how its level follows from what a change does to the set of accepted messages."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from ..finding import Direction, Level


class Kind(enum.Enum):
    """What about a description changed."""

    EXISTENCE = "existence"
    REQUIREDNESS = "requiredness"
    MUTABILITY = "mutability"
    TYPE = "type"
    CONSTRAINTS = "constraints"
    VALUES = "values"
    STRUCTURE = "structure"
    LIFECYCLE = "lifecycle"


class Effect(enum.Enum):
    """What a change does to the set of messages a description allows."""

    NONE = "none"
    WIDENS = "widens"
    NARROWS = "narrows"
    INCOMPARABLE = "incomparable"
    UNKNOWN = "unknown"
    VIOLATION = "violation"


_LEVELS = {
    Effect.NONE: (Level.INFO, Level.INFO),
    Effect.UNKNOWN: (Level.WARN, Level.WARN),
    Effect.INCOMPARABLE: (Level.ERR, Level.ERR),
    Effect.VIOLATION: (Level.ERR, Level.ERR),
    Effect.NARROWS: (Level.ERR, Level.INFO),
    Effect.WIDENS: (Level.INFO, Level.ERR),
}
"""Level on the request side (and where there is no side), level on the response side.

A sender breaks when less is accepted than before, a reader when more may come than before.
"""


def derived_level(effect: Effect, direction: Direction) -> Level:
    """Return the level that a change of this effect has on one side."""
    return _LEVELS[effect][direction is Direction.RESPONSE]


class Cap(enum.Enum):
    """Which mitigating circumstances lower a finding.

    ``PROPERTY``: the schema itself, what is above it, and whether it is read-only or write-only.
    ``MEMBER``: what is above the schema that gains or loses a property.
    ``ROOT``: the body's own schema. ``NEVER``: none.
    """

    PROPERTY = "property"
    MEMBER = "member"
    ROOT = "root"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of change that is reported.

    Args:
        id: as oasdiff's users know it.
        level: before mitigating circumstances.
        direction: the side it concerns.
        kind: what changed.
        effect: what that does to the accepted messages.
        text: sentence with placeholders; ``{where}`` names the place.
        cap: what may lower its level.
        claimable: whether a change that explains several others at the same schema replaces it.
    """

    id: str
    level: Level
    direction: Direction
    kind: Kind
    effect: Effect
    text: str
    cap: Cap = Cap.PROPERTY
    claimable: bool = True


class Scope(enum.Enum):
    """The place of a schema, as it begins the identifiers of its rules."""

    REQUEST_BODY = "request-body"
    REQUEST_PROPERTY = "request-property"
    READ_ONLY_PROPERTY = "request-read-only-property"
    PARAMETER = "request-parameter"
    PARAMETER_PROPERTY = "request-parameter-property"
    HEADER_PROPERTY = "request-header-property"
    RESPONSE_BODY = "response-body"
    RESPONSE_MEDIA_TYPE = "response-mediatype"
    RESPONSE_PROPERTY = "response-property"
    WRITE_ONLY_PROPERTY = "response-write-only-property"
    RESPONSE_HEADER = "response-header"


RB, RP, RO = Scope.REQUEST_BODY, Scope.REQUEST_PROPERTY, Scope.READ_ONLY_PROPERTY
PA, PP, HP = Scope.PARAMETER, Scope.PARAMETER_PROPERTY, Scope.HEADER_PROPERTY
SB, SM, SP = Scope.RESPONSE_BODY, Scope.RESPONSE_MEDIA_TYPE, Scope.RESPONSE_PROPERTY
WO, SH = Scope.WRITE_ONLY_PROPERTY, Scope.RESPONSE_HEADER
BODIES = (RB, RP, SB, SP)

_NEVER_CAPPED = {PA, PP, HP, SH}
_HARMLESS = {RO, WO}
"""Scopes whose rules say that the value does not travel in that direction at all."""


def direction_of(scope: Scope) -> Direction:
    """Return the side a scope is on."""
    return Direction.REQUEST if scope.value.startswith("request") else Direction.RESPONSE


def schema_rules(
    suffix: str,
    kind: Kind,
    effect: Effect,
    text: str,
    scopes: Iterable[Scope],
    *,
    cap: Cap = Cap.PROPERTY,
    claimable: bool = True,
) -> tuple[Rule, ...]:
    """Return one rule per scope, its identifier ``SCOPE-SUFFIX``, its level derived from the effect."""
    return tuple(
        Rule(
            id=f"{scope.value}-{suffix}",
            level=Level.INFO if scope in _HARMLESS else derived_level(effect, direction_of(scope)),
            direction=direction_of(scope),
            kind=kind,
            effect=effect,
            text=text,
            cap=Cap.NEVER if scope in _NEVER_CAPPED else cap,
            claimable=claimable,
        )
        for scope in scopes
    )


def rule(
    id: str,
    direction: Direction,
    kind: Kind,
    effect: Effect,
    text: str,
    *,
    level: Level | None = None,
    cap: Cap = Cap.NEVER,
) -> Rule:
    """Return a rule with an identifier of its own; its level follows from the effect unless it is given."""
    return Rule(
        id=id,
        level=derived_level(effect, direction) if level is None else level,
        direction=direction,
        kind=kind,
        effect=effect,
        text=text,
        cap=cap,
    )
