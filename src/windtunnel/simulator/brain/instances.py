"""A brain that knows nothing: it makes instances of schemas, and sentences, seeded by what it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import orjson

from windtunnel.kernel.randomness import derive

from ..instance import Instances, Uninstantiable
from ..schemas.flat import local_resolver
from .question import Answer, Question
from .rows import only
from .words import words_of

REMEMBERED_MAX = 256
OPENINGS = ("In short", "As far as can be told", "From what was said", "Put plainly", "At a first reading")
CLAIMS = (
    "the matter is about {topic}",
    "{topic} is what needs attention first",
    "the best next step is to look at {topic}",
    "everything points to {topic}",
    "it comes down to {topic}",
)
ENDINGS = ("and it can be settled today", "and nothing else stands out", "which is quite common", "so far")
TOPIC_LENGTHS = range(4, 25)
TOPIC_UNKNOWN = "the request"


class InstancesBrain:
    """Answers with something that fits; the same question always gets the same answer.

    Args:
        seed: the seed of the world.
    """

    def __init__(self, seed: str = "") -> None:
        self._seed = seed
        self._instances: dict[bytes, tuple[Any, Instances]] = {}

    @classmethod
    def of_options(cls, options: Mapping[str, Any], seed: str, root: Path | None) -> InstancesBrain:
        """Return the brain; it takes no options.

        Raises:
            UnknownNameError: an option was given.
        """
        only(options, ())
        del root  # it reads no files
        return cls(seed)

    def answer(self, question: Question) -> Answer:
        """Return a seeded instance of the schema, or a seeded sentence."""
        random = Random(derive(self._seed, question.prompt, question.variant))  # noqa: S311 - simulation, not secrets
        if question.schema is not None:
            return Answer(orjson.dumps(self._instance(question, random)).decode())
        sentence = seeded_sentence(question.text, random)
        return Answer(orjson.dumps({"answer": sentence}).decode() if question.wants_json else sentence)

    def _instance(self, question: Question, random: Random) -> Any:
        known = self._instances.get(question.schema_key)
        if known is None:
            if len(self._instances) >= REMEMBERED_MAX:
                self._instances.clear()
            assert question.schema is not None
            made = Instances(local_resolver(question.schema), optional_chance=1.0)
            known = self._instances[question.schema_key] = (question.schema, made)
        try:
            return known[1].make(known[0], random)
        except (Uninstantiable, LookupError):
            return {}


def seeded_sentence(text: str, random: Random) -> str:
    """Return a sentence that names a word of ``text``."""
    topics = [word for word in words_of(text) if len(word) in TOPIC_LENGTHS] or [TOPIC_UNKNOWN]
    claim = random.choice(CLAIMS).format(topic=random.choice(topics))
    return f"{random.choice(OPENINGS)}, {claim}, {random.choice(ENDINGS)}."
