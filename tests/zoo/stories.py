"""The histories that are written by hand in the tests of each checker, as judges of mutants."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

import pytest

from windtunnel.scenario.invariants import INVARIANTS, Invariant

FOLDER = "tests.windtunnel.scenario.invariants"
REHEARSED = ("assert_judged", "rehearse(", "run(")
"""What shows that a test runs a subject; its verdicts are kept, so it says nothing of a changed checker."""


def stories_of(invariant: str) -> Iterator[Callable[[], None]]:
    """Yield the tests of an invariant's checker that judge a history written by hand."""
    topic = INVARIANTS[invariant].__module__.rpartition(".")[2]
    for name, test in inspect.getmembers(import_module(f"{FOLDER}.test_{topic}"), inspect.isfunction):
        if name.startswith("test_") and not inspect.signature(test).parameters and not _runs(test):
            yield test


def _runs(test: Callable[[], None]) -> bool:
    source = inspect.getsource(test)
    return any(word in source for word in REHEARSED)


def notice(invariant: str, checker: type[Invariant]) -> bool:
    """Tell whether a test fails with another checker in the invariant's place."""
    with pytest.MonkeyPatch.context() as exchange:
        exchange.setitem(cast("dict[str, type[Invariant]]", INVARIANTS), invariant, checker)
        return any(not _passes(story) for story in stories_of(invariant))


def _passes(story: Callable[[], None]) -> bool:
    try:
        story()
    except Exception:  # noqa: BLE001  # an assertion, or a checker that broke down
        return False
    return True
