"""Which back end can make which fault, as documentation shows it."""

from __future__ import annotations

from collections.abc import Iterator

from .back_ends import BackEnd
from .catalogue import KINDS


def back_end_table() -> str:
    """Return a table in Markdown of every kind and every back end, and the reasons of what cannot be."""
    return "\n".join((*_rows(), "", *_reasons())) + "\n"


def _rows() -> Iterator[str]:
    yield f"| kind | {' | '.join(BackEnd)} |"
    yield f"|---|{'---|' * len(BackEnd)}"
    reasons = _numbered()
    for kind, model in KINDS.items():
        cells = [f"no ({reasons[model.cannot[each]]})" if each in model.cannot else "yes" for each in BackEnd]
        yield f"| `{kind}` | {' | '.join(cells)} |"


def _reasons() -> Iterator[str]:
    for reason, number in _numbered().items():
        yield f"{number}. {reason}"


def _numbered() -> dict[str, int]:
    """Return the number of each reason, in the order in which the table shows them first."""
    shown = [model.cannot[each] for model in KINDS.values() for each in BackEnd if each in model.cannot]
    return {reason: number for number, reason in enumerate(dict.fromkeys(shown), 1)}
