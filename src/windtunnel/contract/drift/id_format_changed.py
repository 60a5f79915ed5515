"""sem-id-format-changed: numeric ids become alphanumeric, or the other way round."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random
from typing import Any, ClassVar, Literal

from windtunnel.world.http import Request

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift
from .places import change_along

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "X"
_CHANGED = re.compile(rf"\b{PREFIX}([{DIGITS}]+)Z\b")


class IdFormatChangedDescription(DriftDescription):
    """Ids are given out as ``X3FZ`` (base 32) instead of ``111``; the system understands only the new form.

    Args:
        payloads: paths in webhook payloads where the id stands too.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, because ids are opaque, or a typed error that names the field"
    operator: Literal["sem-id-format-changed"]
    payloads: tuple[str, ...] = ()

    def build(self, contract: Contract, random: Random, start: float) -> IdFormatChanged:
        """Return the change at work."""
        return IdFormatChanged(self, contract, random, start, self.payloads)


class IdFormatChanged(Drift):
    """Gives ids a new form, and understands that form in requests."""

    def __init__(
        self,
        description: DriftDescription,
        contract: Contract,
        random: Random,
        start: float,
        payloads: tuple[str, ...],
    ) -> None:
        super().__init__(description, contract, random, start)
        self._payloads = payloads

    def changed(self, value: Any) -> Any:
        """Return the id in the new form."""
        text = str(value)
        return f"{PREFIX}{_encode(int(text))}Z" if text.isdigit() else value

    def original(self, text: str) -> str:
        """Return the numeric id."""
        return _CHANGED.sub(lambda match: str(_decode(match[1])), text)

    def translate(self, request: Request) -> Request:
        """Return the request with numeric ids."""
        if _CHANGED.search(request.path) is None and PREFIX.encode() not in request.body:
            return request
        body = self.original(request.body.decode("utf-8", "surrogateescape"))
        return replace(request, path=self.original(request.path), body=body.encode("utf-8", "surrogateescape"))

    def reshape(self, payload: Any) -> Any:
        """Return the webhook payload with ids in the new form."""
        for path in self._payloads:
            payload = change_along(payload, path, self.changed)
        return payload


def _encode(number: int) -> str:
    text = DIGITS[number % 32]
    while number := number // 32:
        text = DIGITS[number % 32] + text
    return text


def _decode(text: str) -> int:
    number = 0
    for digit in text:
        number = number * 32 + DIGITS.index(digit)
    return number
