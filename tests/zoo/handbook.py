"""``docs/zoo.md``, generated from the mistakes themselves."""

from __future__ import annotations

from collections.abc import Iterator

from windtunnel.scenario.invariants import INVARIANTS

from .mistake import Mistake
from .mistakes import MISTAKES

PREFACE = """# The bug zoo

Realistic mistakes, each made in one place of a correct integration; everything else stays the reference integration,
which breaks no invariant under the same conditions. Every mistake is caught by the invariant that it breaks, under a
condition that `windtunnel run` reaches by itself (`tests/zoo/test_matrix.py`). And every checker is itself put to the
test: its conditions are inverted, dropped and weakened one by one, its reports are left out, and either a history that
was written by hand or a mistake of the zoo notices (`tests/zoo/test_mutants.py`; what changes no verdict is listed
there, with the reason; `WINDTUNNEL_ZOO=all` shows the zoo to these changes, too). This page is generated
(`make generated`).
"""


def handbook() -> str:
    """Return the page on all mistakes."""
    return "\n".join((PREFACE, *_mistakes(), "", *_invariants(), ""))


def _mistakes() -> Iterator[str]:
    yield f"## {len(MISTAKES)} mistakes"
    yield ""
    yield "| mistake | what somebody thought | scenario | condition | caught by |"
    yield "|---|---|---|---|---|"
    for mistake in sorted(MISTAKES, key=_order):
        about = mistake.about.replace("|", "\\|")
        yield f"| {mistake.name} | {about} | {mistake.scenario} | {mistake.condition} | {mistake.breaks} |"


def _order(mistake: Mistake) -> tuple[int, str]:
    return list(INVARIANTS).index(mistake.breaks), mistake.name


def _invariants() -> Iterator[str]:
    yield "## Invariants, and how many mistakes each catches"
    yield ""
    yield "| | invariant | mistakes |"
    yield "|---|---|---|"
    for name, invariant in INVARIANTS.items():
        yield f"| {invariant.id} | {name} | {sum(mistake.breaks == name for mistake in MISTAKES)} |"
