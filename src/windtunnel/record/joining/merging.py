"""What was recorded, what was recorded before, and what stands in the contract now: a merge of three.

What stands as the recorder wrote it is replaced by what the recordings say today. What a person has written or changed
stays; there the recorder adds only what is missing: paths, methods, parameters, answers, media types, properties.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from windtunnel.contract.document import METHODS

from ..inference.schema import SEEN

MISSING: Any = object()
SECURITY = "security"
SCHEMES = "securitySchemes"
NESTING_MAX = 64
ANY = "*"
COMPOSED = ("allOf", "anyOf", "oneOf", "not", "$dynamicRef")
PARTS: Mapping[str, Mapping[str, str]] = {
    "item": dict.fromkeys(METHODS, "operation"),
    "operation": {"parameters": "parameters", "requestBody": "body", "responses": "responses"},
    "parameters": {ANY: "leaf"},
    "responses": {ANY: "response"},
    "response": {"headers": "headers", "content": "contents"},
    "headers": {ANY: "leaf"},
    "body": {"content": "contents"},
    "contents": {ANY: "content"},
    "content": {"schema": "schema"},
    "schema": {"properties": "properties", "items": "schema", "additionalProperties": "schema"},
    "properties": {ANY: "schema"},
    "leaf": {},
}
"""By kind of node: the parts that a recorder may add to what a person wrote, and the kinds of these."""


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract with what was recorded.

    Args:
        base: what the recorder has said before; empty when it has said nothing.
        theirs: the contract as it is now.
        ours: what the recorder says now; its paths are whole.
    """
    document = copy.deepcopy(dict(theirs))
    _join_security(document, base, ours)
    base, ours = (_with_own_security(each, document) for each in (base, ours))
    paths = document.setdefault("paths", {})
    merger = _Merger(document)
    names = {full_path(document, path): path for path in paths}
    before, now = base.get("paths", {}), ours.get("paths", {})
    for full, item in now.items():
        known = names.get(full)
        if known is not None:
            paths[known] = merger.joined(before.get(full, MISSING), paths[known], item, "item")
        elif full not in before:
            path, added = _placed(document, full, item)
            paths[path] = added
    for full in [each for each in before if each not in now and each in names]:
        if paths[names[full]] == before[full]:
            del paths[names[full]]
    _tell_apart(paths, now, names)
    return document


def _join_security(document: dict[str, Any], base: Mapping[str, Any], ours: Mapping[str, Any]) -> None:
    """Bring security schemes, which demand nothing by themselves; and what calls need, where no person wrote one."""
    if _is_the_recorders(document) and document.get(SECURITY, MISSING) == base.get(SECURITY, MISSING):
        document.pop(SECURITY, None)
        document |= {SECURITY: copy.deepcopy(ours[SECURITY])} if SECURITY in ours else {}
    before, now = _schemes(base), _schemes(ours)
    if now:
        known = document.setdefault("components", {}).setdefault(SCHEMES, {})
        for name, scheme in now.items():
            if (name not in known and name not in before) or known.get(name, MISSING) == before.get(name, MISSING):
                known[name] = dict(scheme)


def _is_the_recorders(document: Mapping[str, Any]) -> bool:
    items = document.get("paths", {}).values()
    return all(SEEN in item[method] for item in items for method in METHODS if method in item)


def _schemes(document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document.get("components", {}).get(SCHEMES, {})
    return found


def _with_own_security(described: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the recorder says with what all calls need said by each, where the document says something else."""
    if not described or described.get(SECURITY) == document.get(SECURITY):
        return described
    common = {SECURITY: described.get(SECURITY, [])}
    paths = {
        path: {method: {**common, **operation} for method, operation in item.items()}
        for path, item in described["paths"].items()
    }
    return {**described, "paths": paths}


class _Merger:
    """Merges nodes of one document in place.

    Args:
        document: in which references lead.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def joined(self, base: Any, theirs: Any, ours: Any, kind: str, depth: int = 0) -> Any:
        """Return a node of the merged document."""
        if theirs == base or depth > NESTING_MAX:
            return copy.deepcopy(ours) if theirs == base else theirs
        if kind == "parameters":
            return self._parameters(base, theirs, ours, depth)
        node = self._resolved(theirs)
        if not isinstance(node, dict) or not isinstance(ours, Mapping):
            return theirs
        before = base if isinstance(base, Mapping) else MISSING
        parts = PARTS[kind]
        for name, each in ours.items():
            part, key = parts.get(name) or parts.get(ANY), _key(node, name)
            if key is not MISSING:
                below = MISSING if before is MISSING else before.get(name, MISSING)
                node[key] = self._below(below, node[key], each, part, depth)
            elif part is not None and _may_add(kind, name, node) if before is MISSING else name not in before:
                node[name] = copy.deepcopy(_without_path(each) if name == "parameters" and before is MISSING else each)
        for name in [each for each in (() if before is MISSING else before) if each not in ours]:
            if node.get(name, MISSING) == before[name]:
                del node[name]
        return theirs

    def _below(self, base: Any, theirs: Any, ours: Any, part: str | None, depth: int) -> Any:
        if part is not None:
            return self.joined(base, theirs, ours, part, depth + 1)
        return copy.deepcopy(ours) if theirs == base else theirs

    def _parameters(self, base: Any, theirs: Any, ours: Any, depth: int) -> Any:
        """Parameters are told apart by place and name, wherever they stand in the list."""
        if not isinstance(theirs, list):
            return theirs
        before = {_parameter_key(each): each for each in (base if isinstance(base, list) else ())}
        known = {_parameter_key(self._resolved(each)): each for each in theirs}
        now = {_parameter_key(each): each for each in ours}
        kept = [
            self._below(before.get(key, MISSING), each, now[key], None, depth) if key in now else each
            for key, each in known.items()
            if key in now or before.get(key, MISSING) != each
        ]
        added = [each for key, each in now.items() if key not in known and key not in before]
        return kept + copy.deepcopy(added if isinstance(base, list) else _without_path(added))

    def _resolved(self, node: Any) -> Any:
        for _ in range(NESTING_MAX):
            if not isinstance(node, Mapping) or not isinstance(node.get("$ref"), str):
                return node
            node = self._follow(node["$ref"])
        return None

    def _follow(self, reference: str) -> Any:
        node: Any = self._document
        for part in unquote(reference.removeprefix("#/")).split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, Mapping) or key not in node:
                return None
            node = node[key]
        return node


def _without_path(parameters: Any) -> list[Any]:
    """Return parameters but those in the path: a path that a person wrote has its own, perhaps beside its methods."""
    return [each for each in parameters if each["in"] != "path"]


def _may_add(kind: str, name: str, node: Mapping[str, Any]) -> bool:
    """Tell whether something may be added to a node that a person wrote; a schema that says less means less."""
    if kind == "operation":
        return name != "requestBody" or "requestBody" not in node
    if kind != "schema":
        return True
    if name == "properties":
        return node.get("type") == "object" and "additionalProperties" not in node and not set(node) & set(COMPOSED)
    return name == "items" and node.get("type") == "array"


def _key(node: Mapping[Any, Any], name: str) -> Any:
    """Return the key as it is written; a status may be written as a number."""
    return name if name in node else next((each for each in node if str(each) == name), MISSING)


def _parameter_key(parameter: Any) -> tuple[str, str]:
    if not isinstance(parameter, Mapping):
        return "", ""
    where, name = str(parameter.get("in")), str(parameter.get("name"))
    return where, name.lower() if where == "header" else name


def full_path(document: Mapping[str, Any], path: str) -> str:
    """Return the path with the base path of its server, as callers send it."""
    item = document.get("paths", {}).get(path)
    servers = (item.get("servers") if isinstance(item, Mapping) else None) or document.get("servers") or [{}]
    server = servers[0]
    base = urlsplit(str(server.get("url", ""))).path.rstrip("/")
    for name, variable in (server.get("variables") or {}).items():
        base = base.replace(f"{{{name}}}", str(variable.get("default", "")))
    return base + path


def _placed(document: Mapping[str, Any], full: str, item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a new path below the base path of the document's server; one outside of it has a server of its own."""
    base = full_path({"servers": document.get("servers")}, "")
    added = copy.deepcopy(dict(item))
    if not base or full.startswith(base + "/"):
        return full.removeprefix(base) if base else full, added
    return full, {"servers": [{"url": "/"}], **added}


def _tell_apart(paths: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Give added operations names of their own, where a person uses theirs for another operation."""
    taken: dict[str, tuple[str, str]] = {}
    added = []
    for path, item in paths.items():
        for method in METHODS:
            operation = item.get(method) if isinstance(item, Mapping) else None
            if isinstance(operation, dict) and "operationId" in operation:
                if SEEN in operation:
                    added.append(operation)
                else:
                    taken[operation["operationId"]] = (path, method)
    for operation in added:
        name, number = operation["operationId"], 2
        while operation["operationId"] in taken:
            operation["operationId"], number = f"{name}{number}", number + 1
        taken[operation["operationId"]] = ("", "")
