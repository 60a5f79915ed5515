"""What a family of rules says: about a pair of schemas, before it is known where the pair stands; about operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..description import Description
from ..finding import Direction, Level
from ..operation import Operation


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that applies.

    Args:
        suffix: of the rule's identifier; the scope of the place comes before it.
        values: what the rule's sentence needs.
        member: a property of the schema that the finding is about, instead of the schema.
        harmless: whether that property does not travel in this direction; the schema itself decides when ``None``.
        rule_id: the whole identifier, for a rule whose identifier does not begin with a scope.
    """

    suffix: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    member: str = ""
    harmless: bool | None = None
    rule_id: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """How a pair of schemas is looked at.

    Args:
        direction: which way the data flows.
        is_body: whether it is a whole body, not a property of one, nor a parameter or header.
        is_parameter: whether it is a parameter or below one.
        is_text: whether every value is text on the wire, so that a number can be read as a string.
        today: for sunset dates.
        header_parameter: whether it is, or is below, a parameter in the header.
        is_root: whether it is the whole body, parameter or header.
        is_exploded: whether a list is sent as one parameter per item, so that a single value reads as a list of one.
    """

    direction: Direction
    today: date
    is_body: bool = False
    is_parameter: bool = False
    is_text: bool = False
    header_parameter: bool = False
    is_root: bool = True
    is_exploded: bool = False

    @property
    def is_request(self) -> bool:
        """Whether the data is sent by the consumer."""
        return self.direction is Direction.REQUEST

    @property
    def is_header(self) -> bool:
        """Whether it is a response header."""
        return self.is_root and not self.is_body and not self.is_parameter


@dataclass(frozen=True, slots=True)
class OperationPair:
    """Two operations that are compared.

    Args:
        old, new: the operations.
        old_description, new_description: the documents they are in.
        parameter_names: names of path parameters in the new document by the old ones, where the template differs.
        today: for sunset dates.
    """

    old: Operation
    new: Operation
    old_description: Description
    new_description: Description
    parameter_names: Mapping[str, str]
    today: date


@dataclass(frozen=True, slots=True)
class OperationHit:
    """A rule that applies to an operation.

    Args:
        rule_id: identifier of the rule.
        values: what its sentence needs.
        place: where in the operation (``query.limit``, ``200 application/json``).
        old_pointer, new_pointer: where in the documents; empty where it is not.
        level: instead of the rule's own.
    """

    rule_id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    old_pointer: str = ""
    new_pointer: str = ""
    level: Level | None = None
