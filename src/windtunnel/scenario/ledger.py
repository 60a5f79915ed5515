"""The ledger of effects: which change of which system is an outcome of which event, and whether it is true."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any

import orjson

from windtunnel.kernel.journal import Journal, Kind
from windtunnel.simulator.call import Call
from windtunnel.simulator.store import Change, Effect, Record
from windtunnel.world.network import Network

from .expressions import dig
from .model import Outcome

Truth = Mapping[str, Any]


class Ledger:
    """Enters every effect into the journal, with the outcome that it is, if it is one.

    Args:
        journal: the run's journal.
        network: tells which exchange caused an effect.
        outcomes: the scenario's outcomes.
        original: undoes drift of ids, so that keys compare.
    """

    def __init__(self, journal: Journal, network: Network, outcomes: Mapping[str, Outcome], original: Any) -> None:
        self._journal = journal
        self._network = network
        self._outcomes = _by_effect(outcomes)
        self._original = original
        self.truths: dict[str, Truth] = {}
        self.written: list[str] = []

    def observer(self, role: str) -> Any:
        """Return the effect observer for the system in ``role``."""

        def observe(effect: Effect, call: Call | None) -> None:
            self._enter(role, effect)

        return observe

    def answered(self, key: str, record: Record) -> None:
        """Enter the subject's answer to a call."""
        wrong = name = None
        effect = Effect("answers", Change.CREATED, key, None, record)
        for candidate, outcome in self._outcomes.get(("subject", effect.name), ()):
            if self._match(outcome, effect) is not None:
                name, wrong = candidate, self._falsehood(outcome, key, record)
                break
        self.written.append(str(record))
        self._journal.append(
            Kind.EFFECT,
            "subject",
            "answers.created",
            key=key,
            id=key,
            outcome=name,
            wrong=wrong,
            status=record["status"],
        )

    def _enter(self, role: str, effect: Effect) -> None:
        exchange, happened = self._network.current, effect.name
        name, key, wrong = None, exchange.key if exchange else None, None
        for candidate, outcome in self._outcomes.get((role, happened), ()):
            found = self._match(outcome, effect)
            if found is not None:
                name, key = candidate, found
                wrong = self._falsehood(outcome, found, effect.after or {})
                break
        if name is not None:
            self.written.append(_text_of(effect.after))
        self._journal.append(
            Kind.EFFECT,
            role,
            happened,
            key=key,
            attempt=exchange.attempt if exchange else None,
            id=effect.id,
            outcome=name,
            wrong=wrong,
        )

    def _match(self, outcome: Outcome, effect: Effect) -> str | None:
        record = effect.after if effect.after is not None else effect.before
        if record is None or not _satisfies(outcome.when, record):
            return None
        value = dig(record, outcome.key)
        if value is None:
            return None
        text = self._original(str(value))
        if outcome.pattern is None:
            return str(text)
        match = re.search(outcome.pattern, text)
        return match[1] if match else None

    def _falsehood(self, outcome: Outcome, key: str, record: Record) -> str | None:
        truth = self.truths.get(key)
        if truth is None:
            return None
        for written_at, true_at in outcome.carries.items():
            written, true = dig(record, written_at), dig(truth, true_at)
            if not self._same(written, true):
                return f"{written_at}={written!r} where the truth is {true!r}"
        return None

    def _same(self, written: Any, true: Any) -> bool:
        if written == true:
            return True
        texts = self._original(str(written)), str(true)
        return texts[0] == texts[1] or _same_moment(*texts)


def _by_effect(outcomes: Mapping[str, Outcome]) -> Mapping[tuple[str, str], Sequence[tuple[str, Outcome]]]:
    """Return names and outcomes by the role and the effect that they are seen in."""
    found: dict[tuple[str, str], list[tuple[str, Outcome]]] = {}
    for name, outcome in outcomes.items():
        found.setdefault((outcome.on, outcome.effect), []).append((name, outcome))
    return found


def _text_of(record: Record | None) -> str:
    try:
        return orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # what JSON cannot write, such as half a surrogate pair, is text all the same
        return str(record)


def _satisfies(when: Mapping[str, str], record: Record) -> bool:
    return all(_fits(dig(record, path), glob) for path, glob in when.items())


def _fits(value: Any, glob: str) -> bool:
    if isinstance(value, list | tuple):
        return any(_fits(each, glob) for each in value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return fnmatchcase(text, glob)


def _same_moment(one: str, other: str) -> bool:
    try:
        moments = [datetime.fromisoformat(text) for text in (one, other)]
    except ValueError:
        return False
    aware = [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in moments]
    return aware[0] == aware[1]
