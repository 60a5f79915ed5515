"""The ways in which every AI service answers wrongly, applied to an answer that was right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from windtunnel.world.http import Response

from .spoiling import Schema, Spoil, changed_slightly, cut_in_the_middle, emptied, otherwise_sure, outside_schema

REFUSAL = "I'm sorry, but I can't help with that request."
Change = Callable[[str, Schema | None], str]


class Spoken(Protocol):
    """An answer that was given, taken apart so that it can be changed and given again, whole or as a stream."""

    @property
    def model(self) -> str:
        """The model that answered."""
        ...

    @model.setter
    def model(self, name: str) -> None: ...

    def rewrite(self, change: Change) -> None:
        """Replace every text by what ``change`` makes of it and of the schema that it follows."""
        ...

    def refuse(self, text: str) -> None:
        """Turn the answer into a refusal."""
        ...

    def render(self, response: Response) -> Response:
        """Return the answer in the form that ``response`` has, with its headers and its first pause."""
        ...


@dataclass(frozen=True)
class Lapse:
    """An answer that is about to go wrong.

    Args:
        spoken: the answer, taken apart.
        response: the answer as it was.
        random: decides what is left to chance.
        successor: returns the model that comes after another, by name.
        broken_off: returns the answer as it ends with an error of the vendor's, as far as it had come.
    """

    spoken: Spoken
    response: Response
    random: Random
    successor: Callable[[str], str]
    broken_off: Callable[[], Response]

    def rewritten(self, spoil: Spoil) -> Response:
        """Return the answer with every text spoilt."""
        self.spoken.rewrite(lambda text, schema: spoil(text, schema, self.random))
        return self.spoken.render(self.response)


def _rewritten(spoil: Spoil) -> Callable[[Lapse], Response]:
    return lambda lapse: lapse.rewritten(spoil)


def _truncated(lapse: Lapse) -> Response:
    chunks = lapse.response.chunks
    if chunks is None:
        return lapse.rewritten(cut_in_the_middle)
    return replace(lapse.response, chunks=chunks[: len(chunks) // 2])


def _refused(lapse: Lapse) -> Response:
    lapse.spoken.refuse(REFUSAL)
    return lapse.spoken.render(lapse.response)


def _upgraded(lapse: Lapse) -> Response:
    lapse.spoken.model = lapse.successor(lapse.spoken.model)
    return lapse.rewritten(changed_slightly)


SPOILED: Mapping[str, Callable[[Lapse], Response]] = {
    "truncated-json": _truncated,
    "outside-schema": _rewritten(outside_schema),
    "refusal": _refused,
    "nonsense": _rewritten(otherwise_sure),
    "new-model-version": _upgraded,
    "empty": _rewritten(emptied),
    "stream-error": lambda lapse: lapse.broken_off(),
}
"""By way: what becomes of an answer."""
OVERLOADED_WAY = "overloaded"
WAYS = (OVERLOADED_WAY, *SPOILED)
"""All ways; overloaded is the service, whatever it would have answered."""
