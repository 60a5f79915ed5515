"""Which project a command works on."""

from __future__ import annotations

from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.errors import UsageError


def open_project(root: Path | None) -> Project:
    """Return the named project, or the one around the current folder.

    Raises:
        UsageError: the named folder does not exist.
    """
    if root is None:
        return Project.around(Path.cwd())
    if not root.is_dir():
        raise UsageError("no such folder", file=root)
    return Project(root)
