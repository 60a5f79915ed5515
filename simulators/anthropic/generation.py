"""Writing: what a model is asked, and what it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.kernel.randomness import derive
from windtunnel.simulator.brain import Question

from .hints import heeded

if TYPE_CHECKING:
    from .system import Anthropic

EFFORTS: Mapping[str, float] = {"low": 0.25, "medium": 0.5, "high": 1.0, "xhigh": 2.0, "max": 4.0}
"""How much a model thinks, as a multiple of the profile's ``thinking_tokens_default``; assumed."""
THOUGHT = "The user asks: {said} What matters is named in the message itself, so the answer follows from it."
SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Format:
    """The shape that an answer must have.

    Args:
        schema: JSON of this schema, with the bounds that it tells in words.
        key: the JSON of the schema as it was sent.
    """

    schema: Mapping[str, Any] | None = None
    key: bytes = b""

    @classmethod
    def of_schema(cls, schema: Mapping[str, Any]) -> Format:
        """Return the format of JSON that follows ``schema``."""
        key = orjson.dumps(schema)
        return cls(heeded(key), key)


PLAIN = Format()


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that may be called."""

    name: str
    format: Format


@dataclass(frozen=True, slots=True)
class Ask:
    """All that decides what is written.

    Args:
        said: what the user said last.
        prompt: everything that was said.
        tokens_max: upper bound of what is generated, thinking included.
        full: the stop reason when the bound is reached.
        format: the shape of the answer.
        tools: of which one must be called; empty when none must.
        thinking_tokens: how much is thought.
        stop: texts that end the answer.
    """

    said: str
    prompt: str
    tokens_max: int
    full: str = "max_tokens"
    format: Format = PLAIN
    tools: tuple[Tool, ...] = ()
    thinking_tokens: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written.

    Args:
        text: the answer, the refusal, or the input of the call.
        stop_reason: why it ends.
        stop_sequence: which of the caller's texts ended it.
        tool: name of the tool that is called.
        thought: what was thought before; ``None`` when nothing was.
        thinking_tokens: spent on thinking.
        text_tokens: spent on ``text``.
    """

    text: str
    stop_reason: str = "end_turn"
    stop_sequence: str | None = None
    tool: str | None = None
    thought: str | None = None
    thinking_tokens: int = 0
    text_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens that were generated."""
        return self.thinking_tokens + self.text_tokens


def thinking_tokens_of(body: Mapping[str, Any], limits: Mapping[str, float]) -> int:
    """Return how many tokens are thought before the answer."""
    thinking = body.get("thinking") or {}
    effort = (body.get("output_config") or {}).get("effort") or "high"
    usual = int(limits["thinking_tokens_default"] * EFFORTS[effort])
    if thinking.get("type") == "enabled":
        return min(usual, int(thinking["budget_tokens"]))
    return usual if thinking.get("type") == "adaptive" else 0


def write(system: Anthropic, ask: Ask) -> Draft:
    """Return what is written."""
    draft = _called(system, ask) if ask.tools else _answered(system, ask)
    if ask.thinking_tokens:
        draft = replace(draft, thought=THOUGHT.format(said=ask.said[:SHOWN_CHARACTERS]))
    return _fitted(system, ask, draft)


def _answered(system: Anthropic, ask: Ask) -> Draft:
    answer = system.brain.answer(_question(ask, ask.format))
    if answer.refused:
        return Draft(answer.text, "refusal")
    ends = [(place, each) for each in ask.stop if (place := answer.text.find(each)) >= 0]
    if not ends:
        return Draft(answer.text)
    place, sequence = min(ends)
    return Draft(answer.text[:place], "stop_sequence", sequence)


def _called(system: Anthropic, ask: Ask) -> Draft:
    random = Random(derive(system.randomness.seed, "tool", ask.prompt))  # noqa: S311 - simulation, not secrets
    tool = random.choice(ask.tools)
    return Draft(system.brain.answer(_question(ask, tool.format)).text, "tool_use", tool=tool.name)


def _question(ask: Ask, wanted: Format) -> Question:
    return Question(ask.said, ask.prompt, wanted.schema, wanted.key, wanted.schema is not None)


def _fitted(system: Anthropic, ask: Ask, draft: Draft) -> Draft:
    """Return ``draft`` with its tokens counted, cut where the bound is reached."""
    tokens, most = system.counter.count(draft.text), ask.tokens_max
    if ask.thinking_tokens + tokens <= most:
        return replace(draft, thinking_tokens=ask.thinking_tokens, text_tokens=tokens)
    thought = min(ask.thinking_tokens, most)
    return replace(
        draft,
        text=system.counter.cut(draft.text, most - thought),
        stop_reason=ask.full,
        stop_sequence=None,
        thinking_tokens=thought,
        text_tokens=most - thought,
    )
