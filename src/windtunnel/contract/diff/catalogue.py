"""Every rule, by identifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from .rules import (
    bodies,
    bounds,
    documents,
    endpoints,
    lifecycle,
    parameters,
    properties,
    responses,
    security,
    structure,
    types,
    values,
)
from .rules.hit import Hit, View
from .rules.properties import judge_mutability
from .rules.rule import Rule
from .schema_pair import SchemaPair

SCHEMA_RULES: tuple[Rule, ...] = (
    *properties.RULES,
    *types.RULES,
    *values.RULES,
    *bounds.RULES,
    *structure.RULES,
    *lifecycle.RULES,
)
RULES: tuple[Rule, ...] = (
    *endpoints.RULES,
    *parameters.RULES,
    *bodies.RULES,
    *responses.RULES,
    *security.RULES,
    *documents.RULES,
    *SCHEMA_RULES,
)
RULE_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
SCHEMA_RULE_BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in SCHEMA_RULES}

SCHEMA_JUDGES: tuple[Callable[[SchemaPair, View], Iterator[Hit]], ...] = (
    properties.judge,
    types.judge,
    values.judge,
    bounds.judge,
    structure.judge,
    lifecycle.judge,
)

__all__ = ["RULES", "RULE_BY_ID", "SCHEMA_JUDGES", "SCHEMA_RULE_BY_ID", "judge_mutability"]
