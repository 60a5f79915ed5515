"""Making simulators from a project's content."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import FileError, UnknownNameError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build, contract_of, system_class
from windtunnel.simulator.system import System

OPENAPI = "openapi: 3.1.0\npaths: {}\n"
PROFILE = "system: till\ntitle: Till\nroles: []\napi_version: {pinned: '1'}\n"
GOOD = "from windtunnel.simulator import System as Base\nclass System(Base): pass\n__all__ = ['System']\n"


def project(tmp_path: Path, package: str | None) -> Project:
    """Return a project with a contract, and a simulator's package when there is one."""
    for name, text in (("openapi.yaml", OPENAPI), ("profile.yaml", PROFILE)):
        file = tmp_path / "contracts" / "till" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    if package is not None:
        folder = tmp_path / "simulators" / "till"
        folder.mkdir(parents=True)
        (tmp_path / "simulators" / "__init__.py").write_text("")
        (folder / "__init__.py").write_text(package)
    return Project(tmp_path)


def test_a_system_is_made_of_its_package(tmp_path: Path) -> None:
    """With the options that it was given."""
    of = build(project(tmp_path, GOOD), "till", SteppedClock(), Randomness(1), {"speed": 3})
    assert type(of) is not System
    assert (of.name, of.options) == ("till", {"speed": 3})


def test_a_contract_that_nobody_wrote_code_for_is_simulated_by_the_kit(tmp_path: Path) -> None:
    """By name, or by the path of a bare document."""
    assert system_class(project(tmp_path, None), "till") is System
    file = tmp_path / "theirs.yaml"
    file.write_text(OPENAPI)
    assert build(Project(tmp_path), str(file), SteppedClock(), Randomness(1)).name == "theirs"


def test_a_contract_is_loaded_once(tmp_path: Path) -> None:
    """Simulators of one contract share what is worked out from it."""
    of = project(tmp_path, None)
    assert contract_of(of, "till") is contract_of(of, "till")


@pytest.mark.parametrize(
    ("package", "problem"),
    [
        ("", "exports exactly one name, 'System'"),
        (GOOD + "__all__ = ['System', 'Base']\n", "exports exactly one name"),
        ("System = 3\n__all__ = ['System']\n", "exports exactly one name"),
        ("class System: pass\n__all__ = ['System']\n", "System is not a windtunnel.simulator.System"),
    ],
)
def test_a_package_that_exports_anything_else_is_refused(tmp_path: Path, package: str, problem: str) -> None:
    """Its file is named."""
    with pytest.raises(FileError, match=problem) as refused:
        system_class(project(tmp_path, package), "till")
    assert "simulators/till/__init__.py" in str(refused.value)


def test_an_unknown_system_comes_with_a_suggestion(tmp_path: Path) -> None:
    """Near names of the project and the bundled ones."""
    with pytest.raises(UnknownNameError, match="did you mean 'till'"):
        build(project(tmp_path, None), "til", SteppedClock(), Randomness(1))
