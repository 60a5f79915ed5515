"""The histories that are written by hand in the tests of each checker, as judges of mutants."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import cast

import pytest

from windtunnel.scenario.invariants import INVARIANTS, Invariant

FOLDER = "tests.windtunnel.scenario.invariants"
REHEARSED = ("assert_judged", "rehearse(", "run(")
"""What shows that a test runs a subject; its verdicts are kept, so it says nothing of a changed checker."""


@cache
def stories_of(invariant: str) -> Sequence[Callable[[], None]]:
    """Return the tests of an invariant's checker that judge a history written by hand."""
    return _without_runs(_tests_of(INVARIANTS[invariant].__module__))


def _tests_of(module: str) -> ModuleType:
    return import_module(f"{FOLDER}.test_{module.rpartition('.')[2]}")


def _without_runs(module: ModuleType) -> Sequence[Callable[[], None]]:
    tests = inspect.getmembers(module, inspect.isfunction)
    return [
        test
        for name, test in tests
        if name.startswith("test_") and not inspect.signature(test).parameters and not _runs(test)
    ]


def _runs(test: Callable[[], None]) -> bool:
    source = inspect.getsource(test)
    return any(word in source for word in REHEARSED)


def notice(invariant: str, checker: type[Invariant]) -> bool:
    """Tell whether a test fails with another checker in the invariant's place."""
    with pytest.MonkeyPatch.context() as exchange:
        exchange.setitem(cast("dict[str, type[Invariant]]", INVARIANTS), invariant, checker)
        return any(not _passes(story) for story in stories_of(invariant))


def notice_part(part: str, changed: ModuleType) -> bool:
    """Tell whether a test of a part that checkers share fails with what a changed module has in its place."""
    tests = _tests_of(part)
    with pytest.MonkeyPatch.context() as exchange:
        for name, made in inspect.getmembers(changed, inspect.isfunction):
            if hasattr(tests, name) and made.__module__ == part:
                exchange.setattr(tests, name, made)
        return any(not _passes(story) for story in _without_runs(tests))


def _passes(story: Callable[[], None]) -> bool:
    try:
        story()
    except (Exception, pytest.fail.Exception):  # noqa: BLE001  # an assertion, or a checker that broke down
        return False
    return True
