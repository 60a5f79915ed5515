"""Whether a reply that the AI wrote can be sent.

Each gate is a row of a table: its name, what is wrong, and how to see it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...canonical import Evidence
from ...errors import QualityError

REPLY_LENGTH_MAX = 5_000
EXPLANATION_LENGTH_MAX = 1_000
LETTERS_MIN = 3

_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\[(?:your|customer|company|insert|agent)\b[^\]]*\]|<(?:name|company)>", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

GATES: tuple[tuple[str, str, Callable[[str, str, Evidence], bool]], ...] = (
    ("incomplete", "the reply has no words", lambda reply, *_: sum(c.isalpha() for c in reply) < LETTERS_MIN),
    ("incomplete", "the reply has no explanation", lambda _, explanation, __: not explanation.strip()),
    ("implausible", "the reply is too long", lambda reply, *_: len(reply) > REPLY_LENGTH_MAX),
    ("implausible", "the explanation is too long", lambda _, why, __: len(why) > EXPLANATION_LENGTH_MAX),
    ("incomplete", "the reply has a gap that was to be filled in", lambda reply, *_: bool(_PLACEHOLDER.search(reply))),
    # the AI is shown no addresses, so one in its reply is made up
    ("implausible", "the reply names an e-mail address", lambda reply, *_: bool(_ADDRESS.search(reply))),
    ("implausible", "the cost is negative", lambda _, __, evidence: evidence.cost_usd < 0),
)


def check_draft(reply: str, explanation: str, evidence: Evidence) -> None:
    """Raise ``QualityError`` for the first gate that a reply does not pass."""
    for gate, wrong, fails in GATES:
        if fails(reply, explanation, evidence):
            raise QualityError(wrong, gate=gate)
