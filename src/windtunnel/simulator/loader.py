"""Making simulators from a project's content."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import FileError
from windtunnel.kernel.randomness import Randomness

from .system import System

EXPORTED_NAME = "System"


@lru_cache(maxsize=64)
def contract_of(project: Project, system: str) -> Contract:
    """Return the contract of ``system``: a name in the project, or the path of an OpenAPI document.

    Raises:
        UnknownNameError: no contract has that name.
        FileError: the contract is malformed.
    """
    if system.endswith((".yaml", ".yml", ".json")):
        return Contract.of_file(Path(system))
    return Contract.of_system(project, system)


@lru_cache(maxsize=64)
def system_class(project: Project, system: str) -> type[System]:
    """Return the class that simulates ``system``; the kit's own base where nobody wrote one.

    Raises:
        FileError: the simulator's package does not export exactly one ``System``.
    """
    if "." in system or project.find("simulators", system, "__init__.py") is None:
        return System
    module = project.module("simulators", system)
    exported = getattr(module, EXPORTED_NAME, None)
    if getattr(module, "__all__", None) != [EXPORTED_NAME] or not inspect.isclass(exported):
        raise FileError(f"a simulator exports exactly one name, {EXPORTED_NAME!r}", file=module.__file__)
    if not issubclass(exported, System):
        raise FileError(f"{EXPORTED_NAME} is not a windtunnel.simulator.System", file=module.__file__)
    return exported


def build(
    project: Project,
    system: str,
    clock: Clock,
    randomness: Randomness,
    options: Mapping[str, Any] | None = None,
) -> System:
    """Return a new simulator of ``system`` in its first state.

    Raises:
        UnknownNameError: there is no such system.
        FileError: its contract or its package is malformed.
    """
    return system_class(project, system)(contract_of(project, system), clock, randomness, options)
