"""The pytest plugin: fixtures for worlds and simulators, and scenarios as tests.

Everything but pytest itself is imported when a test asks for it, so that having Windtunnel installed costs other
suites nothing.
"""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import windtunnel
from windtunnel.scenario.decorator import MARK, RESULT, scenario

if TYPE_CHECKING:
    from windtunnel.content.project import Project
    from windtunnel.explore.driven import DrivenClock, DrivenSystem, DrivenWorld
    from windtunnel.scenario.result import ConditionResult

CONTRACTS = "contracts"
WORLDS: pytest.StashKey[dict[Path, DrivenWorld]] = pytest.StashKey()
"""By project: the world that the tests of this process take turns with."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and a fixture for each system of the project."""
    config.addinivalue_line("markers", f"{MARK}(name, condition, count, seed, project): rehearse a condition")
    config.pluginmanager.register(_system_fixtures(config.rootpath), "windtunnel_systems")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the worlds of this process."""
    for world in config.stash.get(WORLDS, {}).values():
        world.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """End the report of a rehearsal that failed with the command that repeats it."""
    outcome = yield
    report = outcome.get_result()
    mark = item.get_closest_marker(MARK)
    if mark is not None and report.failed and hasattr(report.longrepr, "addsection"):
        report.longrepr.addsection("windtunnel", f"replay: {_command(mark, item.path)}")


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[DrivenWorld]:
    """A virtual world of the test's own: simulators by name, a clock, a journal."""
    from windtunnel.explore.driven import DrivenWorld

    worlds = request.config.stash.setdefault(WORLDS, {})
    project = _project(request.path)
    known = worlds.get(project.roots[0])
    if known is None:
        known = worlds[project.roots[0]] = DrivenWorld(project)
    else:
        known.restart()
    yield known
    known.close()


@pytest.fixture
def clock(world: DrivenWorld) -> DrivenClock:
    """The clock of the test's world: ``now()``, ``advance(seconds)``."""
    return world.clock


@pytest.fixture
def result(request: pytest.FixtureRequest) -> ConditionResult:
    """What came of the condition that the test's ``scenario`` names."""
    mark = request.node.get_closest_marker(MARK)
    if mark is None:
        raise pytest.UsageError("the fixture result needs @windtunnel.scenario(name, condition=...)")
    outcome = _rehearsed(mark, request.path)
    if RESULT not in inspect.signature(request.function).parameters and outcome.verdict != "PASS":
        pytest.fail(_told(outcome), pytrace=False)
    return outcome


def _rehearsed(mark: pytest.Mark, file: Path) -> ConditionResult:
    from windtunnel.scenario.rehearsal import Request, rehearse

    terms = mark.kwargs
    asked = Request(
        scenarios=(_name(mark),), conditions=(terms["condition"],), seed=terms["seed"], count=terms["count"], jobs=1
    )
    return rehearse(_project(file, terms["project"]), asked).scenarios[0].conditions[0]


def _told(outcome: ConditionResult) -> str:
    """Return why a condition did not pass."""
    broken = [f"{each.name}: {each.violations[0].message}" for each in outcome.invariants if each.verdict == "FAIL"]
    missed = [f"{each.threshold} is {each.value}" for each in outcome.slo if not each.ok]
    return "\n".join([f"{outcome.name} is {outcome.verdict.value}", *broken, *missed, *outcome.reasons])


def _name(mark: pytest.Mark) -> str:
    return str(mark.args[0])


def _command(mark: pytest.Mark, file: Path) -> str:
    terms = mark.kwargs
    words = ["windtunnel", "run", _name(mark), "--condition", terms["condition"], "--seed", str(terms["seed"])]
    if terms["count"] is not None:
        words += ["--count", str(terms["count"])]
    root = _project(file, terms["project"]).roots[0]
    return shlex.join([*words, "--project", str(root)])


def _project(file: Path, root: Path | str | None = None) -> Project:
    from windtunnel.content.project import Project

    return Project.around(file.parent) if root is None else Project(Path(root))


def _system_fixtures(root: Path) -> ModuleType:
    """Return a plugin that has a fixture for each system of the project around ``root``, and of Windtunnel's own."""
    plugin = ModuleType("windtunnel_systems", "A fixture for each system.")
    for name in sorted(_systems(root)):
        setattr(plugin, name, _fixture_of(name))
    return plugin


def _systems(root: Path) -> set[str]:
    """Return the names of systems that can be names of fixtures, without loading any."""
    package = Path(windtunnel.__file__).resolve().parent
    bundled = package / "_bundled"
    folders = [bundled if bundled.is_dir() else package.parent.parent, root, *root.parents]
    found: set[str] = set()
    for folder in folders:
        contracts = folder / CONTRACTS
        if contracts.is_dir():
            found |= {entry.name for entry in contracts.iterdir() if (entry / "openapi.yaml").is_file()}
    return {name for name in found if name.isidentifier() and not name.startswith("_")}


def _fixture_of(name: str) -> Any:
    def simulator(world: DrivenWorld) -> DrivenSystem:
        return world.system(name)

    simulator.__doc__ = f"A simulator of {name}, in its first state."
    return pytest.fixture(simulator, name=name)


__all__ = ["scenario"]
