"""sem-id-prefixed: numeric ids carry the kind of their object: obj_111."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .identifier_operator import IdentifierOperator


class IdPrefixed(IdentifierOperator):
    """Ids are given out as ``obj_111`` instead of ``111``."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, because ids are opaque, or a typed error that names the field"
    pattern: ClassVar = re.compile(r"\bobj_(\d+)\b")
    operator: Literal["sem-id-prefixed"]

    def written(self, number: int) -> Any:
        """Return the number behind the prefix."""
        return f"obj_{number}"
