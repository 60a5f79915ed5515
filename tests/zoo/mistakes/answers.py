"""Mistakes with what answers say."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from ..mistake import Mistake


def _closes_what_is_open(original: Any) -> Any:
    def fill(form: Any, text: str, place: Any, within: str) -> Any:
        try:
            return original(form, text, place, within)
        except Exception:
            category = re.search(r'"category": ?"([^"]+)"', text)
            if category is None:
                raise
            repaired = {"category": category[1], "confidence": 0.9, "explanation": "cut short"}
            return original(form, json.dumps(repaired), place, within)

    return fill


def _takes_what_there_is(original: Any) -> Any:
    def complete(self: Any) -> Any:
        usage, model = self._usage, self._first.model
        if usage is None:
            usage = original.__globals__["Usage"](prompt_tokens=0, completion_tokens=0, total_tokens=0)
        return original.__globals__["Completion"](self._text, model, usage)

    return complete


def _ends_where_it_breaks(original: Any) -> Any:
    async def assemble(response: Any, place: Any) -> Any:
        names = original.__globals__
        assembly = names["Assembly"](place)
        try:
            await names["read_into"](assembly, response, place)
        except Exception:
            if not assembly.begun:
                raise
        return assembly.complete()

    return assemble


def _reads_the_day_only(original: Any) -> Any:
    def parse_time(text: str) -> Any:
        for form in ("%d/%m/%Y", "%m/%d/%Y"):
            try:
                return original(text) or datetime.strptime(text[:10], form).replace(tzinfo=UTC)
            except ValueError:
                continue
        return None

    return parse_time


def _asks_three_times(original: Any) -> Any:
    async def ask(self: Any, question: Any) -> Any:
        votes = [await original(self, question) for _ in range(3)]
        return max(votes, key=lambda vote: vote.confidence)

    return ask


def _keeps_streams(original: Any) -> Any:
    kept: list[Any] = []

    async def stay() -> None:
        return None

    async def assemble(response: Any, place: Any) -> Any:
        assembly, reading = original.__globals__["Assembly"](place), original.__globals__["read_into"].__globals__
        decoder = reading["EventDecoder"]()
        kept.append((response, pieces := response.aiter_bytes()))
        response.aclose = stay
        while not assembly.begun or assembly._finish_reason is None:
            for event in reading["events_in"](await anext(pieces), decoder, place):
                assembly.add(event)
        return assembly.complete()

    return assemble


MISTAKES = (
    Mistake(
        "part-for-the-whole",
        "the category comes first, the rest is decoration",
        {
            "systems.openai.client:_assemble": _ends_where_it_breaks,
            "systems.openai.assembly:Assembly.complete": _takes_what_there_is,
            "systems.openai.normaliser:fill": _closes_what_is_open,
        },
        "stream-integrity",
        "malformed-ai-answers",
        14,
    ),
    Mistake(
        "naive-dates",
        "a date is a date",
        {"systems.zendesk.wire:parse_time": _reads_the_day_only},
        "breaking-change-is-loud",
        "date-format-change",
        20,
    ),
    Mistake(
        "asks-three-times",
        "the surest of three answers is the best",
        {"pipeline.classify:Classifier._ask": _asks_three_times},
        "cost-budget",
        "calm",
        10,
    ),
    Mistake(
        "stops-reading",
        "all that matters has arrived",
        {
            "systems.openai.client:_assemble": _keeps_streams,
            "systems.openai.assembly:Assembly.complete": _takes_what_there_is,
        },
        "resources-returned",
        "calm",
        10,
    ),
)
