"""Which segments of paths are ids.

A segment becomes a parameter where several values of the same shape stood at the same place, or where one value was a
UUID, or had been handed out in an earlier answer. A word stays a word, and so does a version.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from .texts import MARKED, id_shape
from .thresholds import Thresholds

_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass
class _Node:
    """A place in the tree of paths."""

    literal: dict[str, _Node] = field(default_factory=dict)
    parameter: _Node | None = None


class Templates:
    """Path templates found in the paths of a recording.

    Args:
        paths: as they were sent.
        handed_out: ids that earlier answers have told.
        thresholds: how much evidence a parameter needs.
        known: templates that a contract has already; what fits one of them is not looked at again.
    """

    def __init__(
        self,
        paths: Iterable[str],
        handed_out: Collection[str] = (),
        thresholds: Thresholds | None = None,
        known: Iterable[str] = (),
    ) -> None:
        self._thresholds = thresholds or Thresholds()
        self._handed_out = handed_out
        self._known = sorted(known, key=lambda template: (template.count("{"), template))
        self._expressions = [(template, _expression(template)) for template in self._known]
        self._root = _Node()
        self._grow(self._root, [segments(path) for path in dict.fromkeys(paths) if self._of_known(path) is None])

    def find(self, path: str) -> str:
        """Return the template of a path."""
        known = self._of_known(path)
        if known is not None:
            return known
        node, told, parameters = self._root, [], 0
        for segment in segments(path):
            if segment in node.literal or node.parameter is None:
                node = node.literal.get(segment, _Node())
                told.append(segment)
            else:
                node = node.parameter
                told.append(f"{{{_name(told, parameters)}}}")
                parameters += 1
        return "/" + "/".join(told)

    def _of_known(self, path: str) -> str | None:
        return next((template for template, expression in self._expressions if expression.fullmatch(path)), None)

    def _grow(self, node: _Node, rests: list[list[str]]) -> None:
        below: dict[str, list[list[str]]] = {}
        for rest in rests:
            if rest:
                below.setdefault(rest[0], []).append(rest[1:])
        ids = self._ids(below)
        if ids:
            node.parameter = _Node()
            self._grow(node.parameter, [rest for segment in ids for rest in below[segment]])
        for segment, deeper in below.items():
            if segment not in ids:
                node.literal[segment] = _Node()
                self._grow(node.literal[segment], deeper)

    def _ids(self, found: Collection[str]) -> list[str]:
        """Return the segments at one place that are ids."""
        shapes = {segment: id_shape(unquote(segment)) for segment in found}
        likely = [segment for segment in found if shapes[segment]]
        enough = len(likely) >= self._thresholds.template_values
        certain = [each for each in likely if shapes[each] == "uuid" or unquote(each) in self._handed_out]
        return likely if enough or certain else []


def segments(path: str) -> list[str]:
    """Return the segments of a path; slashes at its ends do not count."""
    stripped = path.strip("/")
    return stripped.split("/") if stripped else []


def parameters_of(template: str) -> list[str]:
    """Return the names of the parameters of a template."""
    return _PARAMETER.findall(template)


def values_of(template: str, path: str) -> dict[str, str]:
    """Return the values of the parameters in a path that fits."""
    match = _expression(template).fullmatch(path)
    found = match.groups() if match else ()
    return {name: unquote(value) for name, value in zip(parameters_of(template), found, strict=False)}


def _expression(template: str) -> re.Pattern[str]:
    parts = _PARAMETER.split(template.rstrip("/") or "/")
    text = "".join(re.escape(part) if index % 2 == 0 else "([^/]+)" for index, part in enumerate(parts))
    return re.compile(text + "/?")


def _name(before: list[str], parameters: int) -> str:
    """Return the name of a parameter: ``id`` for the first of a path, ``comment_id`` for one below ``comments``."""
    last = before[-1] if before else ""
    words = [word.lower() for word in MARKED.findall(last)]
    if parameters == 0:
        return "id"
    if not words or "{" in last:
        return f"id{parameters + 1}"
    words[-1] = _singular(words[-1])
    return f"{'_'.join(words)}_id"


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
