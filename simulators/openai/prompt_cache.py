"""Prompts whose beginning was sent before: their tokens count as cached, in steps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from windtunnel.simulator import Store

COLLECTION = "_prompt_beginnings"


def cached_tokens(store: Store, limits: Mapping[str, float], model: str, prompt: str, tokens: int) -> int:
    """Return how many of a prompt's tokens were cached, and remember its beginning.

    Args:
        store: where beginnings are remembered, as bookkeeping.
        limits: the profile's ``cached_tokens_from``, ``cached_tokens_step`` and ``characters_per_token``.
        model: beginnings are remembered for each model.
        prompt: all of its text in order.
        tokens: how many there are.
    """
    least, step = int(limits["cached_tokens_from"]), int(limits["cached_tokens_step"])
    if tokens < least:
        return 0
    known, cached = store[COLLECTION], 0
    text, per_token = prompt.encode("utf-32-le"), 4 * int(limits["characters_per_token"])
    hasher = hashlib.blake2b(model.encode(), digest_size=12)
    for end in range(least, tokens + 1, step):
        start = 0 if end == least else end - step
        hasher.update(text[start * per_token : end * per_token])
        digest = hasher.hexdigest()
        if digest in known:
            cached = end
        else:
            known.put(digest, {"id": digest, "tokens": end})
    return cached
