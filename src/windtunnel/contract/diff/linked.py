"""Descriptions that are split into files: what lies beside a document is read into it, and nothing else is.

The other files are put under a key of their own, and every reference is rewritten to lead there, so that whoever reads
the document finds all of it in one place. A file counts as beside the document when it lies in its folder or below.
"""

from __future__ import annotations

import posixpath
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from windtunnel.kernel.errors import FileError

from ..dialect import DATA_KEYS, NAME_KEYS
from ..reading import JSON_BYTES_MAX, parse
from .description import LINKED_FILES, escaped
from .sameness import possible_references
from .source import GIT, fetch

FILES_MAX = 1000
_UNQUOTED = "~!$&'()*+,;=:@ "


def read(source: str, folder: Path) -> Any:
    """Return a description as data, with the files beside it that it refers to.

    Args:
        source: path of a file, ``http://127.0.0.1:PORT/...``, or ``git:REF:path``; behind a URL nothing lies beside.
        folder: where paths start.

    Raises:
        UsageError: the source is wrong, or leads to another machine.
        FileError: a file is missing, malformed or too large, or lies elsewhere.
        InconclusiveError: a URL does not answer.
    """
    return joined(parse(fetch(source, folder), source), source, folder)


def joined(document: Any, source: str, folder: Path) -> Any:
    """Return a document with the files beside it that it refers to; it is changed in place.

    Args:
        document: as it was read from the source.
        source, folder: where it came from.

    Raises:
        FileError: a file is missing, malformed or too large, or lies elsewhere.
    """
    if "://" in source and not source.startswith(GIT):
        return document
    if isinstance(document, dict) and any(not each.startswith("#") for each in possible_references(document)):
        files = _Joining(source, folder).files(document)
        if files:
            document[LINKED_FILES] = files
    return document


def file_of(pointer: str) -> tuple[str, str]:
    """Return the file, from the document's folder, and the pointer in it; no file where it is the document itself."""
    prefix = f"#/{LINKED_FILES}/"
    if not pointer.startswith(prefix):
        return "", pointer
    name, slash, rest = pointer.removeprefix(prefix).partition("/")
    return unquote(name).replace("~1", "/").replace("~0", "~"), f"#{slash}{rest}"


def beside(source: str, file: str) -> str:
    """Return where a file beside a description comes from, in the words of its source.

    Args:
        source: of the description.
        file: from the folder of the description; empty for the description itself.
    """
    git, colon, path = source.rpartition(":") if source.startswith(GIT) else ("", "", source)
    return git + colon + posixpath.join(posixpath.dirname(path), file) if file else source


class _Joining:
    """Reads what one document refers to."""

    def __init__(self, source: str, folder: Path) -> None:
        self._source = source
        self._main = posixpath.basename(source.rpartition(":")[2] if source.startswith(GIT) else source)
        self._folder = folder
        self._bytes = 0
        self._pending: deque[str] = deque()
        self._found: dict[str, Any] = {}

    def files(self, document: Any) -> dict[str, Any]:
        """Return every file that the document leads to, by its path from the document's folder."""
        self._rewrite(document, "")
        while self._pending:
            name = self._pending.popleft()
            self._found[name] = self._read(name)
            self._rewrite(self._found[name], name)
        return self._found

    def _read(self, name: str) -> Any:
        source = beside(self._source, name)
        if not source.startswith(GIT):
            self._check_inside(source)
        data = fetch(source, self._folder)
        self._bytes += len(data)
        if self._bytes > JSON_BYTES_MAX or len(self._found) > FILES_MAX:
            limits = f"{FILES_MAX:,} files and {JSON_BYTES_MAX:,} bytes"
            raise FileError(f"the files beside the description are more than {limits}", file=source)
        return parse(data, source)

    def _check_inside(self, source: str) -> None:
        """Refuse a link that leads out of the folder."""
        root = (self._folder / self._source).parent.resolve()
        if not (self._folder / source).resolve().is_relative_to(root):
            raise FileError("leads out of the folder of the description", file=source)

    def _rewrite(self, node: Any, name: str) -> None:
        """Let every reference below a node lead to where its file is put; what is data or an extension holds none."""
        seen: set[int] = set()
        pending: list[tuple[Any, bool]] = [(node, False)]
        while pending:
            current, names = pending.pop()
            if id(current) in seen:  # an alias of YAML stands for the same node
                continue
            seen.add(id(current))
            if isinstance(current, list):
                pending += [(value, False) for value in current]
            elif isinstance(current, dict):
                if not names and isinstance(current.get("$ref"), str):
                    current["$ref"] = self._led(current["$ref"], name)
                for key, value in current.items():
                    if names or not (key in DATA_KEYS or key.startswith("x-")):
                        pending.append((value, not names and key in NAME_KEYS))

    def _led(self, reference: str, name: str) -> str:
        """Return a reference as it is written in the whole document; one that leads elsewhere stays and is refused."""
        path, hashed, fragment = reference.partition("#")
        target = name if not path else self._beside(unquote(path), name)
        if target is None or (fragment and not fragment.startswith("/")):
            return f"#{fragment}" if hashed and not path else reference
        if target in ("", self._main):
            return f"#{fragment}"
        if target not in self._found and target not in self._pending:
            self._pending.append(target)
        return f"#/{LINKED_FILES}/{quote(escaped(target), safe=_UNQUOTED)}{fragment}"

    def _beside(self, path: str, name: str) -> str | None:
        """Return a path from the document's folder; ``None`` when it leads to a host or out of that folder."""
        if ":" in path.partition("/")[0] or path.startswith("/") or "\\" in path or "\0" in path:
            return None
        found = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        return None if found.startswith("..") else found
