"""``@windtunnel.scenario(...)``: one condition of a scenario as a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

MARK = "windtunnel_scenario"
"""The pytest mark that carries the terms."""
RESULT = "result"
"""The fixture that rehearses them."""
F = TypeVar("F", bound=Callable[..., Any])


def scenario(
    name: str, *, condition: str = "calm", count: int | None = None, seed: int = 1, project: Path | str | None = None
) -> Callable[[F], F]:
    """Turn a test function into a rehearsal of one condition of a scenario.

    A test that takes ``result`` judges it itself; one that does not passes when the verdict is PASS.

    Args:
        name: of the scenario, or the path of its file.
        condition: which of its conditions.
        count: number of events, instead of the scenario's.
        seed: decides everything that chance decides.
        project: root of the project; by default the one around the test's file.
    """
    import pytest  # only a suite decorates, and it has pytest

    def decorate(function: F) -> F:
        terms = {"condition": condition, "count": count, "seed": seed, "project": project}
        marked = getattr(pytest.mark, MARK)(name, **terms)(function)
        decorated: F = pytest.mark.usefixtures(RESULT)(marked)
        return decorated

    return decorate
