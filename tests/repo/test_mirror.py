"""Every source file has its test at the mirrored path."""

from __future__ import annotations

import ast
from pathlib import Path

from .sources import ROOT, python_files, tree

MIRRORS = {
    "src/windtunnel": "tests/windtunnel",
    "adapters": "tests/adapters",
    "simulators": "tests/simulators",
}
WITHOUT_TEST = {"__init__.py", "__main__.py"}


def mirrored(path: Path) -> Path:
    """Return where the test of ``path`` belongs."""
    for source, tests in MIRRORS.items():
        if path.is_relative_to(ROOT / source):
            relative = path.relative_to(ROOT / source)
            return ROOT / tests / relative.parent / f"test_{relative.name}"
    raise AssertionError(path)


def only_protocols(path: Path) -> bool:
    """Tell whether a file declares what others must do and does nothing itself."""
    bodies = [node.body for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return bool(bodies) and all(_is_ellipsis(body[-1]) for body in bodies)


def _is_ellipsis(statement: ast.stmt) -> bool:
    expression = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(expression, ast.Constant) and expression.value is ...


def test_every_source_file_has_a_test_file() -> None:
    """A newcomer finds the test of a file without searching."""
    missing = [
        str(mirrored(path).relative_to(ROOT))
        for path in python_files(*MIRRORS)
        if path.name not in WITHOUT_TEST and not only_protocols(path) and not mirrored(path).exists()
    ]
    assert missing == []
