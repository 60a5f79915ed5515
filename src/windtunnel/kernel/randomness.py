"""One seed, many independent streams of chance."""

from __future__ import annotations

import hashlib
from random import Random


class Randomness:
    """Named random streams derived from one seed.

    Two streams never influence each other: drawing one more number for a latency does not change which fault
    strikes. The same seed and name give the same numbers on every supported Python.

    Args:
        seed: the world's seed.
    """

    def __init__(self, seed: int | str) -> None:
        self.seed = str(seed)
        self._streams: dict[tuple[str, ...], Random] = {}

    def stream(self, *name: str) -> Random:
        """Return the stream called ``name``, always the same object for the same name."""
        stream = self._streams.get(name)
        if stream is None:
            stream = self._streams[name] = Random(derive(self.seed, *name))  # noqa: S311 - simulation, not secrets
        return stream

    def branch(self, *name: str) -> Randomness:
        """Return the randomness of a part of the world, with streams of its own."""
        return Randomness("/".join((self.seed, *name)))

    def snapshot(self) -> dict[tuple[str, ...], object]:
        """Return the state of every stream that has been used."""
        return {name: stream.getstate() for name, stream in self._streams.items()}

    def restore(self, snapshot: dict[tuple[str, ...], object]) -> None:
        """Put every stream back; streams unknown to ``snapshot`` start over."""
        for name, stream in self._streams.items():
            if name not in snapshot:
                stream.seed(derive(self.seed, *name))
        for name, state in snapshot.items():
            self.stream(*name).setstate(state)  # type: ignore[arg-type]  # opaque value of getstate()


def derive(seed: int | str, *names: str) -> int:
    """Return a 64-bit seed for the sub-stream ``names`` of ``seed``."""
    text = "\x1f".join((str(seed), *names))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
