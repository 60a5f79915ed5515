"""response-property-type-changed: numbers arrive as text, text as numbers, single values as lists or objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..field_operator import FieldOperator, Place

Kind = Literal["string", "list", "object", "number"]


class PropertyTypeChanged(FieldOperator):
    """The field has another JSON type.

    Args:
        to: the new type; without it text becomes a list with one item, and everything else becomes text.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-type-changed",)
    operator: Literal["response-property-type-changed"]
    to: Kind | None = None

    def changed(self, value: Any, place: Place) -> Any:
        """Return the value in the new type; null and what has the type already are left alone."""
        if value is None:
            return value
        return KINDS[self.to or ("list" if isinstance(value, str) else "string")](value)


def _number(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) and value.strip("-+.0123456789eE") == "" else value
    except ValueError:
        return value


KINDS: Mapping[Kind, Callable[[Any], Any]] = {
    "string": lambda value: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
    "list": lambda value: value if isinstance(value, list) else [value],
    "object": lambda value: value if isinstance(value, Mapping) else {"value": value},
    "number": _number,
}
