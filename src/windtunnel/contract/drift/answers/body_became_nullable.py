"""response-body-became-nullable: where there is nothing to say, the body is null."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..answer_operator import BodyOperator
from ..description import DriftClass


class BodyBecameNullable(BodyOperator):
    """Successful answers are null."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error; nothing is written on"
    detects: ClassVar = ("response-body-became-nullable",)
    operator: Literal["response-body-became-nullable"]

    def reformed(self, body: Any) -> Any:
        """Return nothing."""
        return None
