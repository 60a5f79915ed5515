"""Which records do not carry what they must."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from windtunnel.kernel.journal import Event

from ..history import History

LEFT_OUT = "=None where the truth is "
"""How the ledger says that a record leaves a value out."""


def false_records(history: History, keys: Iterable[str]) -> Mapping[str, list[Event]]:
    """Return, by key, the outcomes whose records say something else than the truth.

    A value that is left out is no falsehood where the subject reported, for that key, that it is ``degraded``: it says
    less than it should, and says so.
    """
    degraded = {report.key for report in history.transitions.get("degraded", ())}
    found = {key: [e for e in history.outcomes_by_key.get(key, ()) if _is_false(e, degraded)] for key in keys}
    return {key: effects for key, effects in found.items() if effects}


def _is_false(effect: Event, degraded: set[str | None]) -> bool:
    wrong = effect.data.get("wrong")
    return bool(wrong) and not (LEFT_OUT in str(wrong) and effect.key in degraded)
