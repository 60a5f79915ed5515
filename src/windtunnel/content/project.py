"""A project: a root that holds content folders, with the bundled content behind it."""

from __future__ import annotations

import hashlib
import importlib
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any
from weakref import WeakValueDictionary

import windtunnel
from windtunnel.kernel.errors import FileError, UnknownNameError, WindtunnelError

FOLDERS = ("contracts", "simulators", "adapters", "scenarios", "loadtests")


class Project:
    """Content by path: the user's project first, then what Windtunnel carries.

    Args:
        root: the user's project; ``None`` for the bundled content alone.
    """

    def __init__(self, root: Path | None = None) -> None:
        bundled = bundled_root()
        roots = [root.resolve()] if root is not None else []
        self.roots: tuple[Path, ...] = tuple(roots if bundled in roots else [*roots, bundled])
        _KNOWN[self.roots] = self

    def __reduce__(self) -> tuple[Callable[[tuple[Path, ...]], Project], tuple[tuple[Path, ...]]]:
        """Travel to another process as a reference: what that has read of the same project already stays of use."""
        return _known, (self.roots,)

    @classmethod
    def around(cls, start: Path) -> Project:
        """Return the project that ``start`` lies in: the nearest folder upward that holds content folders."""
        for folder in (start.resolve(), *start.resolve().parents):
            if is_project(folder):
                return cls(folder)
        return cls()

    def names(self, folder: str, suffix: str = "") -> list[str]:
        """Return the names of everything in a content folder, sorted; with ``suffix`` only of files that end so."""
        return sorted({name for root in self.roots for name in _names(root / folder, suffix)})

    def own_names(self, folder: str, suffix: str = "") -> list[str]:
        """Return the names in the first root that has any: a project with scenarios of its own runs those."""
        for root in self.roots:
            names = _names(root / folder, suffix)
            if names:
                return names
        return []

    def find(self, folder: str, *parts: str) -> Path | None:
        """Return the path of ``folder/parts...`` in the first root that has it."""
        for root in self.roots:
            path = root.joinpath(folder, *parts)
            if path.exists():
                return path
        return None

    def require(self, folder: str, *parts: str, kind: str) -> Path:
        """Return the path of ``folder/parts...``.

        Raises:
            UnknownNameError: no root has it; the message suggests near names.
        """
        path = self.find(folder, *parts)
        if path is None:
            raise UnknownNameError(kind, parts[0].removesuffix(".yaml"), self.names(folder, path_suffix(parts[0])))
        return path

    def own(self, folder: str, name: str) -> Path | None:
        """Return the path of ``folder/name`` in the first root that has the folder at all.

        What belongs to all of a folder (the probes of its adapters) is not taken from somebody else's.
        """
        root = next((root for root in self.roots if (root / folder).is_dir()), None)
        path = None if root is None else root / folder / name
        return path if path is not None and path.exists() else None

    def module(self, folder: str, *parts: str) -> ModuleType:
        """Import ``folder.parts...`` from the first root that has it.

        Raises:
            UnknownNameError: no root has it.
            FileError: it cannot be imported, or does not lie under the root it was found in.
        """
        relative = Path(*parts)
        for root in self.roots:
            candidate = root / folder / relative
            if candidate.is_dir() or candidate.with_suffix(".py").is_file():
                return import_from(root, ".".join((folder, *parts)))
        known = [f"{folder}.{name}" for name in self.names(folder)]
        raise UnknownNameError("module", ".".join((folder, *parts)), known)

    def object(self, reference: str) -> Any:
        """Return what ``package.module:name`` refers to.

        Raises:
            FileError: the reference is malformed, or the module lacks the name.
            UnknownNameError: no root has the module.
        """
        dotted, colon, name = reference.partition(":")
        if not colon or not dotted or not name:
            raise FileError(f"{reference!r} is not of the form 'package.module:name'")
        module = self.module(*dotted.split("."))
        if not hasattr(module, name):
            raise FileError(f"{module.__file__} has no {name!r}")
        return getattr(module, name)


_KNOWN: WeakValueDictionary[tuple[Path, ...], Project] = WeakValueDictionary()


def _known(roots: tuple[Path, ...]) -> Project:
    """Return the project with these roots as this process knows it, or a new one."""
    project = _KNOWN.get(roots)
    if project is None:
        project = Project.__new__(Project)
        project.roots = roots
        _KNOWN[roots] = project
    return project


def _names(folder: Path, suffix: str) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(
        entry.stem if entry.is_file() else entry.name
        for entry in folder.iterdir()
        if not entry.name.startswith((".", "_")) and entry.name.endswith(suffix)
    )


def path_suffix(name: str) -> str:
    """Return ``.yaml`` for the name of a YAML file, nothing for a folder's."""
    return ".yaml" if name.endswith(".yaml") else ""


def is_project(folder: Path) -> bool:
    """Tell whether ``folder`` holds content folders."""
    return (folder / "windtunnel.toml").is_file() or any(
        (folder / name).is_dir() for name in ("contracts", "simulators", "scenarios")
    )


def bundled_root() -> Path:
    """Return where the bundled content lies: in the wheel, or in the checkout that is being worked on."""
    package = Path(windtunnel.__file__).resolve().parent
    bundled = package / "_bundled"
    return bundled if bundled.is_dir() else package.parent.parent


def import_from(root: Path, dotted: str) -> ModuleType:
    """Import ``dotted`` below ``root`` under a name of its own, so that two projects never share a module.

    Raises:
        FileError: the module cannot be imported, or does not lie under ``root``.
    """
    try:
        module = importlib.import_module(f"{_namespace(root)}.{dotted}")
    except WindtunnelError:
        raise
    except Exception as error:  # whatever a module of the project does while it is loaded
        raise FileError(f"{dotted} cannot be imported: {_reason(error)}", file=root) from error
    file = _resolved(module.__file__ or str(root))
    if not file.is_relative_to(root):
        raise FileError(f"{dotted} was loaded from {file}, outside the project {root}")
    return module


def _reason(error: Exception) -> str:
    """Return what went wrong; what is no word about importing comes with its kind and line."""
    if isinstance(error, ImportError | SyntaxError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(frame.filename).name}, line {frame.lineno})"


@lru_cache(maxsize=256)
def _resolved(file: str) -> Path:
    """Return where a loaded module really lies; worlds ask for the same few again and again."""
    return Path(file).resolve()


def _namespace(root: Path) -> str:
    name = f"windtunnel_content_{hashlib.sha256(str(root).encode()).hexdigest()[:12]}"
    if name not in sys.modules:
        package = ModuleType(name, f"Content of {root}")
        package.__path__ = [str(root)]
        sys.modules[name] = package
    return name
