"""Prompts whose beginning was marked and sent before: read from the cache while it lives, written to it otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .prompts import Segment

if TYPE_CHECKING:
    from .system import Anthropic

COLLECTION = "_prompt_beginnings"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A part of a prompt from its start.

    Args:
        digest: tells it apart.
        tokens: how many it is.
        ttl: how long it is to be kept.
    """

    digest: str
    tokens: int
    ttl: str


@dataclass(frozen=True, slots=True)
class CacheUse:
    """How a prompt stands with the cache.

    Args:
        beginnings: all that were marked and are long enough.
        read: tokens that the cache has.
        written_5m: tokens to be kept for five minutes.
        written_1h: tokens to be kept for an hour.
    """

    beginnings: tuple[Beginning, ...] = ()
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0

    @property
    def written(self) -> int:
        """Tokens to be kept."""
        return self.written_5m + self.written_1h


def look_up(system: Anthropic, model: str, segments: Sequence[Segment], now: float) -> CacheUse:
    """Return how a prompt stands with the cache; nothing is remembered yet.

    Args:
        system: the simulator, whose profile tells lifetimes and the least length.
        model: caches are kept for each model.
        segments: the prompt.
        now: seconds since the epoch.
    """
    least = system.profile.limits["cache_tokens_min"]
    beginnings = tuple(each for each in _beginnings(model, segments) if each.tokens >= least)
    alive = [each.tokens for each in beginnings if _lives(system, each.digest, now)]
    read = max(alive, default=0)
    written = {"5m": 0, "1h": 0}
    reached = read
    for each in beginnings:
        if each.tokens > reached:
            written[each.ttl] += each.tokens - reached
            reached = each.tokens
    return CacheUse(beginnings, read, written["5m"], written["1h"])


def remember(system: Anthropic, use: CacheUse, now: float) -> None:
    """Keep the beginnings of a prompt, those that were known longer."""
    for each in use.beginnings:
        until = now + system.profile.limits[f"cache_{each.ttl}_seconds"]
        system.store[COLLECTION].put(each.digest, {"id": each.digest, "tokens": each.tokens, "expires_at": until})


def _beginnings(model: str, segments: Sequence[Segment]) -> Iterator[Beginning]:
    if all(segment.ttl is None for segment in segments):
        return
    hasher, tokens = hashlib.blake2b(model.encode(), digest_size=12), 0
    for segment in segments:
        hasher.update(b"\0" + segment.text.encode("utf-8", "surrogatepass"))
        tokens += segment.tokens
        if segment.ttl is not None:
            yield Beginning(hasher.hexdigest(), tokens, segment.ttl)


def _lives(system: Anthropic, digest: str, now: float) -> bool:
    kept = system.store[COLLECTION].get(digest)
    return kept is not None and kept["expires_at"] > now
