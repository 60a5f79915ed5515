"""Moderation: texts and images against the usage policy, judged by plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from windtunnel.kernel.randomness import derive
from windtunnel.simulator import Call, Operations
from windtunnel.world.http import Response

from .bodies import read_body
from .context import answer, system_of
from .violations import wrong_choice

operations = Operations()
DEFAULT_MODEL = "omni-moderation-latest"
FLAGGED_FROM = 0.5
SIGNS: Mapping[str, str] = {
    "hate": r"\b(?:subhuman|vermin|inferior race)\b",
    "hate/threatening": r"\b(?:exterminate|wipe out) (?:them|these people|the \w+s)\b",
    "harassment": r"\byou(?:'re| are) (?:an? )?(?:stupid|worthless|idiot|pathetic|moron)\b|\bshut up\b",
    "harassment/threatening": r"\bi(?:'ll| will| am going to) (?:kill|hurt|beat|find) you\b",
    "illicit": r"\bhow (?:to|do i|can i) (?:steal|forge|launder|shoplift|hack into)\b",
    "illicit/violent": r"\b(?:build|make|assemble) an? (?:bomb|explosive|pipe bomb|gun)\b",
    "self-harm": r"\b(?:kill|hurt|cut|harm)(?:ing)? myself\b|\bsuicide\b",
    "self-harm/intent": r"\bi(?:'m going to| want to| will) (?:kill|hurt|harm) myself\b|\bend my life\b",
    "self-harm/instructions": r"\bhow (?:to|do i|can i) (?:kill|hurt|harm) (?:myself|yourself)\b",
    "sexual": r"\b(?:porn|erotic|explicit sex)\w*\b",
    "sexual/minors": r"\b(?:sexual|erotic)\w* [^.]*\b(?:child|minor|underage)\w*\b",
    "violence": r"\b(?:kill|murder|stab|shoot|torture)(?:s|ed|ing)?\b",
    "violence/graphic": r"\b(?:gore|dismember|disembowel|blood everywhere)\w*\b",
}
"""What gives a text away, by category."""
JUDGED_BY_IMAGE = frozenset(
    {
        "self-harm",
        "self-harm/intent",
        "self-harm/instructions",
        "sexual",
        "violence",
        "violence/graphic",
    }
)
EXPRESSIONS = {category: re.compile(sign, re.IGNORECASE) for category, sign in SIGNS.items()}


@operations.bind("createModeration")
def create_moderation(call: Call) -> Response:
    """Return one result for each text, or one for a list of parts."""
    system, body = system_of(call), read_body(call)
    name = body.get("model") or DEFAULT_MODEL
    model = system.model(name, call.now)
    if model.kind != "moderation":
        raise wrong_choice("model", name, [DEFAULT_MODEL])
    results = [_judged(texts, images=images) for texts, images in _inputs(body["input"])]
    return answer({"id": f"modr-{system.ids.alnum(29)}", "model": model.snapshot, "results": results})


def _inputs(given: Any) -> list[tuple[Sequence[str], bool]]:
    if isinstance(given, str):
        return [([given], False)]
    if all(isinstance(each, str) for each in given):
        return [([each], False) for each in given]
    texts = [part["text"] for part in given if part["type"] == "text"]
    return [(texts, any(part["type"] == "image_url" for part in given))]


def _judged(texts: Sequence[str], *, images: bool) -> dict[str, Any]:
    scores = {category: _score(category, "\n".join(texts)) for category in SIGNS}
    categories = {category: score >= FLAGGED_FROM for category, score in scores.items()}
    return {
        "flagged": any(categories.values()),
        "categories": categories,
        "category_scores": scores,
        "category_applied_input_types": {each: _applied(each, texts, images=images) for each in SIGNS},
    }


def _score(category: str, text: str) -> float:
    random = Random(derive("moderation", category, text))  # noqa: S311 - simulation, not secrets
    found = len(EXPRESSIONS[category].findall(text))
    return round(min(0.999, 0.8 + 0.08 * found - random.random() * 0.1), 6) if found else random.random() * 1e-3


def _applied(category: str, texts: Sequence[str], *, images: bool) -> list[str]:
    return (["text"] if texts else []) + (["image"] if images and category in JUDGED_BY_IMAGE else [])
