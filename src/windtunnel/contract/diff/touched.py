"""Where in a document the fields stand that a consumer reads or sends: JSON pointers of their schemas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .description import Description, Node, escaped
from .operation import Media, Operation, PathItem, path_items, read_operation
from .swagger import read_swagger_operation
from .usage import OperationUsage, Usage, Used

Lines = tuple[str, ...]
Place = tuple[Node, str]
"""A schema, references followed, and its JSON pointer."""
ITEMS = "[]"
TOP = "$"
COMPOSITIONS = ("allOf", "anyOf", "oneOf")
CONDITIONS = ("then", "else")
SCHEMAS_BELOW_MAX = 20_000
"""How much of a document is gone through below a field of which nothing further is known."""
_PARAMETER = re.compile(r"\{[^}]*\}")


class Touched:
    """The schemas of one document that a consumer depends on.

    Args:
        description: the document.
        usage: what is used.

    Attributes:
        operations: what is used, by method and path of the document.
        missing: ids of operations that are used and that the document does not describe.
    """

    def __init__(self, description: Description, usage: Usage) -> None:
        self._description = description
        self._items = path_items(description, "paths")
        found = {each.id: _find(self._items, each) for each in usage.operations}
        self.missing = tuple(name for name, place in found.items() if place is None)
        self.operations: Mapping[tuple[str, str], OperationUsage] = {
            place: each for each in usage.operations if (place := found[each.id]) is not None
        }
        self._reads: dict[tuple[str, str], dict[str, Lines]] = {}
        self._sent: dict[tuple[str, str], dict[str, Lines]] = {}

    def reads(self, operation: tuple[str, str]) -> Mapping[str, Lines]:
        """Return the lines that read each schema of an operation's answers, by JSON pointer."""
        if operation not in self._reads:
            self._reads[operation] = self._touched(operation, answers=True)
        return self._reads[operation]

    def sent(self, operation: tuple[str, str]) -> Mapping[str, Lines]:
        """Return the lines that send each schema of an operation's request body, by JSON pointer."""
        if operation not in self._sent:
            self._sent[operation] = self._touched(operation, answers=False)
        return self._sent[operation]

    def _touched(self, place: tuple[str, str], *, answers: bool) -> dict[str, Lines]:
        usage = self.operations.get(place)
        if usage is None:
            return {}
        method, path = place
        read = read_swagger_operation if self._description.is_swagger else read_operation
        operation = read(self._description, self._items[path], method.lower())
        touching = _Touching(self._description)
        fields = usage.reads if answers else usage.properties
        for media in _answers(operation, usage) if answers else _bodies(operation, usage):
            for slot in (media.slot, media.item_slot):
                if slot.schema is not None:
                    touching.fields(slot.schema, slot.pointer, fields)
        return touching.found


class _Touching:
    """Goes from the schema of a body to the schemas of fields in it."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self.found: dict[str, Lines] = {}

    def fields(self, schema: Any, pointer: str, fields: Iterable[Used]) -> None:
        """Note the schemas on the way to each field, its own, and all below one into which nothing is known to look."""
        names = {each.name for each in fields}
        deeper = {name[:position] for name in names for position in _ends(name)}
        for each in fields:
            places = list(self._flat([(schema, pointer)], each.lines))
            for step in _steps(each.name):
                places = list(self._flat(self._into(places, step, each.lines), each.lines))
            if each.name not in deeper:
                self._below(places, each.lines)

    def _note(self, pointer: str, lines: Lines) -> None:
        known = self.found.get(pointer, ())
        self.found[pointer] = known + tuple(line for line in lines if line not in known)

    def _flat(self, places: Iterable[tuple[Any, str]], lines: Lines) -> Iterator[Place]:
        """Return the schemas that apply to a value, references followed and combinations taken apart."""
        waiting, seen = list(places), set[str]()
        while waiting:
            node, where = waiting.pop(0)
            schema, pointer = self._description.schema(node, where)
            if pointer in seen or not isinstance(schema, dict):
                continue
            seen.add(pointer)
            self._note(pointer, lines)
            yield schema, pointer
            for word in COMPOSITIONS:
                parts = schema.get(word)
                if isinstance(parts, list):
                    waiting += [(part, f"{pointer}/{word}/{index}") for index, part in enumerate(parts)]
            waiting += [
                (schema[word], f"{pointer}/{word}") for word in CONDITIONS if isinstance(schema.get(word), dict)
            ]

    def _into(self, places: Iterable[Place], step: str, lines: Lines) -> Iterator[tuple[Any, str]]:
        for schema, pointer in places:
            for child, part in _children(schema, step):
                self._note(pointer + part, lines)
                yield child, pointer + part

    def _below(self, places: Iterable[Place], lines: Lines) -> None:
        waiting, seen = list(places), set[str]()
        while waiting and len(seen) < SCHEMAS_BELOW_MAX:
            schema, pointer = waiting.pop()
            if pointer in seen:
                continue
            seen.add(pointer)
            steps = [ITEMS, *_named(schema, "properties")]
            children = [place for step in steps for place in self._into([(schema, pointer)], step, lines)]
            waiting += self._flat(children, lines)


def _children(schema: Node, step: str) -> Iterator[tuple[Any, str]]:
    """Return the schemas one step below, with what their pointers have more."""
    if step == ITEMS:
        if isinstance(schema.get("items"), dict):
            yield schema["items"], "/items"
        prefix = schema.get("prefixItems")
        yield from ((each, f"/prefixItems/{index}") for index, each in enumerate(prefix or ()))
        return
    known = _named(schema, "properties")
    if step in known:
        yield known[step], f"/properties/{escaped(step)}"
        return
    patterns = _named(schema, "patternProperties")
    yield from ((each, f"/patternProperties/{escaped(pattern)}") for pattern, each in patterns.items())
    if isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"], "/additionalProperties"


def _named(schema: Node, keyword: str) -> Mapping[str, Any]:
    found = schema.get(keyword)
    return found if isinstance(found, dict) else {}


def _ends(name: str) -> Iterator[int]:
    """Return where the places above a field end in its path."""
    for position, char in enumerate(name):
        if position and (char == "." or name.startswith(ITEMS, position)):
            yield position


def _steps(name: str) -> Iterator[str]:
    for part in name.split("."):
        plain, count = part, 0
        while plain.endswith(ITEMS):
            plain, count = plain.removesuffix(ITEMS), count + 1
        if plain and plain != TOP:
            yield plain
        yield from [ITEMS] * count


def _answers(operation: Operation, usage: OperationUsage) -> Iterator[Media]:
    for status, response in operation.responses.items():
        if is_met(status, usage.statuses):
            yield from response.content.values()


def _bodies(operation: Operation, usage: OperationUsage) -> Iterator[Media]:
    content = operation.body.content if operation.body is not None else {}
    fitting = [media for name, media in content.items() if name.partition(";")[0].strip().lower() in usage.media]
    yield from fitting or (content.values() if usage.media else ())


def is_met(status: str, met: Iterable[int]) -> bool:
    """Tell whether answers with a described status (``200``, ``4XX``, ``default``) were met."""
    if not status[:1].isdigit():
        return bool(tuple(met))
    return any(status.upper() in (str(each), f"{each // 100}XX") for each in met)


def _find(items: Mapping[str, PathItem], usage: OperationUsage) -> tuple[str, str] | None:
    """Return method and path of an operation in a document: by its id, else by the longest path that fits."""
    method = usage.method.lower()
    shape, best = _PARAMETER.sub("{}", usage.path).rstrip("/"), ""
    for path, item in items.items():
        if method in item.methods:
            node = item.node[method]
            if isinstance(node, dict) and node.get("operationId") == usage.id:
                return usage.method, path
            if len(path) > len(best) and shape.endswith(_PARAMETER.sub("{}", path).rstrip("/") or "?"):
                best = path
    return (usage.method, best) if best else None
