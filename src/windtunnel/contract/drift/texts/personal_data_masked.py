"""sem-personal-data-masked: names and addresses are hidden from callers without a special permission."""

from __future__ import annotations

from typing import ClassVar, Literal

from ...document import Schema
from ..description import DriftClass
from ..evidence import TEXT, moment, named, stating, values
from .text_operator import TextOperator


def _words(schema: Schema, name: str) -> bool:
    return stating(TEXT)(schema, name) and not values(schema) and not moment(schema, name)


class PersonalDataMasked(TextOperator):
    """The first letter of each word stays, and the domain of an address: j***@example.org."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field; a masked value is never looked up or written on"
    fits: ClassVar = named(r"e?mail|phone|mobile|fax|name|address|street|birth|iban|ssn|tax", _words)
    operator: Literal["sem-personal-data-masked"]

    def rewritten(self, text: str) -> str:
        """Mask it."""
        own, at, domain = text.partition("@")
        return " ".join(f"{word[:1]}***" if word else "" for word in own.split(" ")) + at + domain
