"""Changing a YAML document where it changed, so that its comments, its order and its layout stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from windtunnel.contract import yaml12
from windtunnel.kernel.errors import FileError

INDENT = 2


@dataclass(frozen=True)
class _Edit:
    """Text that takes the place of another."""

    start: int
    end: int
    text: str


class _Dumper(yaml.CSafeDumper):
    """Block style, keys in their order, no aliases, texts quoted where YAML 1.1 or 1.2 would misread them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(data: Any) -> str:
    """Return data as YAML in block style."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def rewritten(text: str, wanted: Mapping[str, Any], file: Path) -> str:
    """Return ``text`` changed so that it means ``wanted``.

    Args:
        text: a YAML document whose top level is a mapping.
        wanted: the data that it shall hold.
        file: for errors.

    Raises:
        FileError: it cannot be changed in place, because of anchors and aliases.
    """
    node = yaml.compose(text, Loader=yaml12.Loader)
    present = yaml12.parse(text, file)
    edits: list[_Edit] = []
    if isinstance(node, yaml.MappingNode):
        _mapping(text, node, present, wanted, edits)
    changed = _applied(text, edits)
    if yaml12.parse(changed, file) != wanted:
        raise FileError("cannot be changed in place; write out its anchors and aliases first", file=file)
    return changed


def _mapping(text: str, node: yaml.MappingNode, present: Any, wanted: Mapping[str, Any], edits: list[_Edit]) -> None:
    removed = [key for key in present if key not in wanted]
    added = {key: value for key, value in wanted.items() if key not in present}
    if (added or removed) and (node.flow_style or len(removed) == len(node.value)):
        edits.append(_whole(text, node, wanted))
        return
    for index, (name, (key, value)) in enumerate(zip(present, node.value, strict=False)):
        if name in wanted:
            _value(text, key, value, present[name], wanted[name], edits, flow=bool(node.flow_style))
        else:
            edits.append(_removal(text, node, index))
    if added:
        edits.append(_addition(text, node, added))


def _value(
    text: str, key: yaml.Node, node: yaml.Node, present: Any, wanted: Any, edits: list[_Edit], *, flow: bool
) -> None:
    if present == wanted and type(present) is type(wanted):
        return
    if isinstance(node, yaml.MappingNode) and isinstance(wanted, Mapping) and present:
        _mapping(text, node, present, wanted, edits)
    elif isinstance(wanted, list) and _is_longer(node, present, wanted):
        _items(text, node, present, wanted, edits)
    else:
        edits.append(_replacement(text, key, node, wanted, flow=flow))


def _is_longer(node: yaml.Node, present: Any, wanted: list[Any]) -> bool:
    """Tell whether a list in block style only changed inside of its items, and grew."""
    return (
        isinstance(node, yaml.SequenceNode)
        and not node.flow_style
        and isinstance(present, list)
        and len(wanted) >= len(present) > 0
        and all(
            one == other or (isinstance(one, Mapping) and isinstance(other, Mapping))
            for one, other in zip(present, wanted, strict=False)
        )
    )


def _items(text: str, node: yaml.Node, present: list[Any], wanted: list[Any], edits: list[_Edit]) -> None:
    assert isinstance(node, yaml.SequenceNode)
    for each, one, other in zip(node.value, present, wanted, strict=False):
        if one != other:
            _mapping(text, each, one, other, edits)
    added = wanted[len(present) :]
    if added:
        end = _line_end(text, _end(node))
        edits.append(_Edit(end, end, "\n" + _indented(dump(added), node.start_mark.column)))


def _whole(text: str, node: yaml.MappingNode, wanted: Mapping[str, Any]) -> _Edit:
    """Replace a mapping by one in flow style, on its own place."""
    return _Edit(node.start_mark.index, _end(node), json.dumps(wanted, ensure_ascii=False))


def _replacement(text: str, key: yaml.Node, node: yaml.Node, wanted: Any, *, flow: bool) -> _Edit:
    colon = text.index(":", key.end_mark.index) + 1
    if isinstance(wanted, Mapping | list) and wanted and not flow:
        told = "\n" + _indented(dump(wanted), key.start_mark.column + INDENT)
    else:
        told = " " + json.dumps(wanted, ensure_ascii=False)
    return _Edit(colon, max(_end(node), colon), told)


def _removal(text: str, node: yaml.MappingNode, index: int) -> _Edit:
    key, value = node.value[index]
    begin, start = text.rfind("\n", 0, key.start_mark.index) + 1, key.start_mark.index
    if text[begin:start].strip() and index + 1 < len(node.value):  # the first key of an item: "- key: value"
        return _Edit(start, node.value[index + 1][0].start_mark.index, "")
    end = _line_end(text, max(_end(value), key.end_mark.index))
    return _Edit(begin, min(end + 1, len(text)), "")


def _addition(text: str, node: yaml.MappingNode, added: Mapping[str, Any]) -> _Edit:
    last_key, last_value = node.value[-1]
    end = _line_end(text, max(_end(last_value), last_key.end_mark.index))
    column = node.value[0][0].start_mark.column
    return _Edit(end, end, "\n" + _indented(dump(dict(added)), column))


def _indented(text: str, column: int) -> str:
    return "\n".join(" " * column + line if line else line for line in text.rstrip("\n").split("\n"))


def _end(node: yaml.Node) -> int:
    """Return where a node ends; a block's own mark lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1]) if isinstance(last, tuple) else _end(last)
    return int(node.end_mark.index)


def _line_end(text: str, position: int) -> int:
    if position and text[position - 1] == "\n":
        return position - 1
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def _applied(text: str, edits: list[_Edit]) -> str:
    """Apply edits from the end; of those at one place the one that was found first comes first."""
    ordered = sorted(enumerate(edits), key=lambda pair: (pair[1].start, pair[0]), reverse=True)
    for _, edit in ordered:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
