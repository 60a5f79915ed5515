"""Names that modules bound early."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from windtunnel.world.early_bound import EarlyBound


def watched() -> None:
    """Stand for a function that is guarded."""


GUARDS = {id(watched): "guard"}


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[[str], ModuleType]]:
    """Import modules that hold ``watched`` under another name; they are gone afterwards."""
    made: list[str] = []

    def make(name: str) -> ModuleType:
        module = ModuleType(name)
        module.__file__ = str(tmp_path / f"{name}.py")
        vars(module)["early"] = watched
        sys.modules.pop(name, None)
        sys.modules[name] = module
        made.append(name)
        return module

    yield make
    for name in made:
        sys.modules.pop(name, None)


def held(early: EarlyBound) -> set[str]:
    """Return the modules whose names were found."""
    return {module.__name__ for module, _, _ in early.names(GUARDS)}


def test_a_module_is_found_by_what_it_holds(imported: Callable[[str], ModuleType]) -> None:
    """With the name and what to put there; this module holds it, too."""
    module = imported("early_one")
    assert (module, "early", "guard") in list(EarlyBound().names(GUARDS))


def test_modules_that_come_later_are_found(imported: Callable[[str], ModuleType]) -> None:
    """Though nothing is looked for again while none comes."""
    early = EarlyBound()
    assert "early_two" not in held(early)
    imported("early_two")
    assert [module.__name__ for module, _ in early.newcomers(GUARDS)] == ["early_two"]
    assert "early_two" in held(early)
    assert list(early.newcomers(GUARDS)) == []


def test_a_module_that_was_imported_anew_is_looked_at_anew(imported: Callable[[str], ModuleType]) -> None:
    """The old one is let go of."""
    early = EarlyBound()
    old = imported("early_three")
    assert old in [module for module, _, _ in early.names(GUARDS)]
    new = imported("early_three")
    assert [module for module, _, _ in early.names(GUARDS) if module.__name__ == "early_three"] == [new]
    imported("early_three").__dict__.pop("early")
    assert "early_three" not in held(early)


def test_a_name_that_was_given_something_else_is_left_alone(imported: Callable[[str], ModuleType]) -> None:
    """It is no longer what it was when it was found."""
    early = EarlyBound()
    module = imported("early_four")
    assert "early_four" in held(early)
    vars(module)["early"] = None
    assert "early_four" not in held(early)
