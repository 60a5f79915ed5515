"""Log probabilities: the shape is the vendor's, the numbers are seeded by the token."""

from __future__ import annotations

from random import Random
from typing import Any

from windtunnel.kernel.randomness import derive

from .tokens import TokenCounter

CERTAINTY = 12.0
STRANGERS = (" the", " a", "\n", " and", ".", ",", " to", " of", " is", " in", " it", " for", " on", " or", " an")


def logprobs_of(text: str, counter: TokenCounter, alternatives: int) -> list[dict[str, Any]]:
    """Return one entry for each token of ``text``, each with so many ``alternatives``, itself among them."""
    return [_entry(piece, alternatives, number) for number, piece in enumerate(counter.pieces(text))]


def _entry(piece: str, alternatives: int, number: int) -> dict[str, Any]:
    random = Random(derive("logprob", piece, str(number)))  # noqa: S311 - simulation, not secrets
    logprob = -round(random.expovariate(CERTAINTY), 6)
    entry = _token(piece, logprob)
    others = (each for each in (f"{piece}{number}" for number in range(alternatives)) if each != piece)
    strangers = [each for each in STRANGERS if each != piece] + list(others)
    top = [entry]
    for stranger in strangers[: max(0, alternatives - 1)]:
        top.append(_token(stranger, top[-1]["logprob"] - round(random.uniform(0.5, 3.0), 6)))
    return {**entry, "top_logprobs": [dict(each) for each in top[:alternatives]]}


def _token(text: str, logprob: float) -> dict[str, Any]:
    return {"token": text, "logprob": logprob, "bytes": list(text.encode())}
