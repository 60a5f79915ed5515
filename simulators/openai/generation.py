"""Writing: what a model is asked, and what it writes, the same for chat completions and responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.kernel.randomness import derive
from windtunnel.simulator.brain import Answer, Question

from .catalogue import Model

if TYPE_CHECKING:
    from .system import OpenAI

EFFORTS = {"none": 0.0, "minimal": 0.0, "low": 0.25, "medium": 1.0, "high": 4.0, "xhigh": 8.0, "max": 16.0}
"""How much a reasoning model thinks, as a multiple of the profile's ``reasoning_tokens_default``; assumed."""
EMPTY_OBJECT: Mapping[str, Any] = {"type": "object", "properties": {}}


@dataclass(frozen=True, slots=True)
class Format:
    """The shape that an answer must have.

    Args:
        schema: JSON of this schema.
        key: equal for equal schemas.
        wants_json: JSON, schema or not.
    """

    schema: Mapping[str, Any] | None = None
    key: bytes = b""
    wants_json: bool = False

    @classmethod
    def of_schema(cls, schema: Mapping[str, Any] | None) -> Format:
        """Return the format of JSON that follows ``schema``; an empty object fits a missing one."""
        wanted = schema if schema is not None else EMPTY_OBJECT
        return cls(wanted, orjson.dumps(wanted), True)


PLAIN = Format()


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that may be called."""

    name: str
    format: Format


@dataclass(frozen=True, slots=True)
class Ask:
    """All that decides what is written.

    Args:
        model: who writes.
        said: what the user said last.
        prompt: everything that was said.
        format: the shape of the answer.
        tools: of which one must be called; empty when none must.
        forced_by_name: whether the caller named the tool.
        tokens_max: upper bound of what is generated, reasoning included.
        reasoning_tokens: how much is thought.
        stop: texts that end the answer.
        seed: tells apart answers that the caller wants different.
    """

    model: Model
    said: str
    prompt: str
    format: Format = PLAIN
    tools: tuple[Tool, ...] = ()
    forced_by_name: bool = False
    tokens_max: int | None = None
    reasoning_tokens: int = 0
    stop: tuple[str, ...] = ()
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written.

    Args:
        text: the answer, the refusal, or the arguments of the call.
        refused: whether ``text`` is a refusal.
        tool: name of the function that is called.
        finish: ``stop``, ``length`` or ``tool_calls``.
        reasoning_tokens: spent on thinking.
        text_tokens: spent on ``text``.
    """

    text: str
    refused: bool = False
    tool: str | None = None
    finish: str = "stop"
    reasoning_tokens: int = 0
    text_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens that were generated."""
        return self.reasoning_tokens + self.text_tokens


def reasoning_of(model: Model, effort: Any, limits: Mapping[str, float]) -> int:
    """Return how many tokens ``model`` thinks at ``effort``."""
    if not model.reasons:
        return 0
    return int(limits["reasoning_tokens_default"] * EFFORTS[effort or "medium"])


def write(system: OpenAI, ask: Ask, index: int = 0) -> Draft:
    """Return what is written for the choice with number ``index``."""
    variant = f"{ask.seed}/{index}" if index or ask.seed else ""
    if ask.tools:
        return _called(system, ask, variant)
    answer = system.brain.answer(_question(ask, ask.format, variant))
    return _fitted(system, ask, Draft(_stopped(answer.text, ask.stop), refused=answer.refused))


def _called(system: OpenAI, ask: Ask, variant: str) -> Draft:
    random = Random(derive(system.randomness.seed, "tool", ask.prompt, variant))  # noqa: S311 - simulation
    tool = random.choice(ask.tools)
    answer: Answer = system.brain.answer(_question(ask, tool.format, variant))
    finish = "stop" if ask.forced_by_name else "tool_calls"
    return _fitted(system, ask, Draft(answer.text, tool=tool.name, finish=finish))


def _question(ask: Ask, wanted: Format, variant: str) -> Question:
    return Question(ask.said, ask.prompt, wanted.schema, wanted.key, wanted.wants_json, variant)


def _stopped(text: str, stop: tuple[str, ...]) -> str:
    ends = [place for each in stop if each and (place := text.find(each)) >= 0]
    return text[: min(ends)] if ends else text


def _fitted(system: OpenAI, ask: Ask, draft: Draft) -> Draft:
    """Return ``draft`` with its tokens counted, cut where the limit is reached."""
    counter, most = system.counter, ask.tokens_max
    tokens = counter.count(draft.text)
    if most is None or ask.reasoning_tokens + tokens <= most:
        return Draft(draft.text, draft.refused, draft.tool, draft.finish, ask.reasoning_tokens, tokens)
    reasoning = min(ask.reasoning_tokens, most)
    text = counter.cut(draft.text, most - reasoning)
    return Draft(text, draft.refused, draft.tool, "length", reasoning, most - reasoning)
