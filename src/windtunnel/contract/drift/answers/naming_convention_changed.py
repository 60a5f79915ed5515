"""sem-naming-convention-changed: every name is written in the other convention: createdAt for created_at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from ..answer_operator import BodyOperator
from ..description import DriftClass

Convention = Literal["camel", "snake"]
_AFTER_UNDERSCORE = re.compile(r"(?<=[a-z0-9])_([a-z0-9])")
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


class NamingConventionChanged(BodyOperator):
    """All names in successful answers change, at every depth.

    Args:
        to: the new convention; without it, camel case where a name has an underscore, else snake case.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the missing fields; nothing is written on"
    detects: ClassVar = ("response-required-property-removed", "response-required-property-added")
    operator: Literal["sem-naming-convention-changed"]
    to: Convention | None = None

    def reformed(self, body: Any) -> Any:
        """Return the body with its new names."""
        to: Convention = self.to or ("camel" if any("_" in name for name in _names(body)) else "snake")
        changed = _renamed(body, WRITE[to])
        return body if changed == body else changed


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for each in value for name in _names(each)]
    return [*value, *(name for each in value.values() for name in _names(each))] if isinstance(value, Mapping) else []


def _renamed(value: Any, write: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, write) for each in value]
    if isinstance(value, Mapping):
        return {write(name): _renamed(each, write) for name, each in value.items()}
    return value


WRITE: Mapping[Convention, Callable[[str], str]] = {
    "camel": lambda name: _AFTER_UNDERSCORE.sub(lambda match: match[1].upper(), name),
    "snake": lambda name: _CAPITAL.sub(lambda match: f"_{match[1].lower()}", name),
}
