"""Content stays loadable by path: relative imports, nothing that registers itself."""

from __future__ import annotations

import ast
from pathlib import Path

from windtunnel.content import Project
from windtunnel.contract.document import Contract
from windtunnel.simulator.elsewhere import Elsewhere

from .sources import ROOT, python_files, tree

CONTENT = ("simulators", "adapters", "loadtests")


def absolute_imports(path: Path) -> list[str]:
    """Modules that a file imports by absolute name."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append(node.module or "")
    return found


def test_content_never_imports_content_by_absolute_name() -> None:
    """A project's own folders would hide the bundled ones otherwise."""
    offences = [
        f"{path.relative_to(ROOT)}: import {module}"
        for path in python_files(*CONTENT)
        for module in absolute_imports(path)
        if module.split(".")[0] in CONTENT
    ]
    assert offences == []


def test_every_simulator_exports_one_name() -> None:
    """The loader takes ``System`` and nothing else."""
    for folder in sorted((ROOT / "simulators").iterdir()):
        if folder.is_dir() and not folder.name.startswith("_"):
            exported = [
                ast.literal_eval(node.value)
                for node in tree(folder / "__init__.py").body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            ]
            assert exported == [["System"]], folder.name


def test_every_system_has_contract_and_simulator() -> None:
    """The two folders of a system go together."""
    contracts = {entry.name for entry in (ROOT / "contracts").iterdir() if entry.is_dir()}
    simulators = {
        entry.name for entry in (ROOT / "simulators").iterdir() if entry.is_dir() and not entry.name.startswith("_")
    }
    assert simulators <= contracts


def test_no_operation_is_left_out_by_its_own_profile() -> None:
    """What ``not_simulated`` covers is answered with 501, whoever serves it."""
    for folder in sorted((ROOT / "contracts").iterdir()):
        contract = Contract.of_system(Project(ROOT), folder.name)
        left_out = Elsewhere(contract.profile.not_simulated)
        covered = [each.id for each in contract.operations.values() if left_out.covers(each.path, each.method)]
        assert not covered, folder.name
