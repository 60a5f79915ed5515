"""The recordings beside a contract, ready to be answered from."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..exchange import Exchange
from ..freshness import recordings_in
from .difference import Asked, differences, likeness

TOLD_MAX = 5
Served = Callable[[int], bool]
Trust = Callable[[Asked], int]
"""How much speaks for it that a recorded caller is the one who calls now."""


@dataclass(frozen=True)
class Entry:
    """One recorded exchange.

    Args:
        number: its place among all of them.
        exchange: as it was recorded.
        asked: its request, ready to be compared.
        source: file and place in it.
    """

    number: int
    exchange: Exchange
    asked: Asked
    source: str


class Library:
    """What was recorded of one system.

    Args:
        folder: of its contract.
    """

    def __init__(self, folder: Path) -> None:
        self.entries: list[Entry] = []
        self.stand_ins: set[str] = set()
        self._by_call: dict[tuple[str, int], list[Entry]] = {}
        for recording in recordings_in(folder):
            name = recording.file.name if recording.file else ""
            self.stand_ins.update(recording.provenance.stand_ins if recording.provenance else ())
            for index, exchange in enumerate(recording.exchanges):
                self._add(exchange, f"{name} entry {index}")

    @property
    def calls(self) -> Mapping[tuple[str, int], list[Entry]]:
        """Entries by method and number of segments."""
        return self._by_call

    def find(self, asked: Asked, served: Served, trust: Trust = lambda recorded: 0) -> Entry | None:
        """Return the entry that answers a request: the likest; of several, the first that was not served yet.

        Args:
            asked: the request.
            served: whether an entry has been served already.
            trust: tells callers apart, whose credentials were redacted.
        """
        fitting = [each for each in self._near(asked) if not differences(asked, each.asked, self.stand_ins)]
        if not fitting:
            return None
        scores = [likeness(asked, each.asked) + trust(each.asked) for each in fitting]
        best = [each for each, score in zip(fitting, scores, strict=True) if score == max(scores)]
        return next((each for each in best if not served(each.number)), best[-1])

    def explain(self, asked: Asked) -> str:
        """Return what differs between a request and the nearest one that was recorded."""
        scored = [(differences(asked, each.asked, self.stand_ins), each) for each in self._near(asked)]
        at_path = [(told, each) for told, each in scored if told != ["the path differs"]]
        if at_path:
            told, entry = min(at_path, key=lambda pair: (len(pair[0]), pair[1].number))
            listed = "; ".join(told[:TOLD_MAX]) + ("; ..." if len(told) > TOLD_MAX else "")
            return f"{asked.method} {entry.exchange.path} differs from what was recorded ({entry.source}): {listed}"
        return f"{asked.method} of this path was not recorded{self._suggestion(asked)}"

    def _add(self, exchange: Exchange, source: str) -> None:
        entry = Entry(len(self.entries), exchange, Asked.of_exchange(exchange), source)
        self.entries.append(entry)
        self._by_call.setdefault((exchange.method, len(entry.asked.segments)), []).append(entry)

    def _near(self, asked: Asked) -> list[Entry]:
        return self._by_call.get((asked.method, len(asked.segments)), [])

    def _suggestion(self, asked: Asked) -> str:
        calls = dict.fromkeys(f"{each.exchange.method} {each.exchange.path}" for each in self.entries)
        near = difflib.get_close_matches(f"{asked.method} {asked.path}", calls, n=3, cutoff=0.5)
        return f"; near it are {', '.join(near)}" if near else ""


@lru_cache(maxsize=16)
def library_of(folder: Path) -> Library:
    """Return the recordings beside a contract, read on first use.

    Raises:
        FileError: one of them is no HAR file.
    """
    return Library(folder)
