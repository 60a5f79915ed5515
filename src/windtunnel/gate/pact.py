"""What an adapter reads and says, as a pact (specification V4), for teams that verify with Pact.

The interactions are what the control run did. Of each answer the pact holds the fields that the adapter reads, matched
by type: Pact lets further fields pass, so a vendor may add some. Pact has no matcher for "may be null", so a field that
was null in an answer is left out of it. Written as JSON: the library's own writer wants a mock server to have run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

import windtunnel
from windtunnel.contract.drift.bodies import NOTHING, read_answer, read_request
from windtunnel.record.inference.security import is_credential
from windtunnel.record.redaction.fields import Fields, Kind
from windtunnel.world.http import JSON

from .field_schemas import steps
from .reads import ITEMS, Read
from .recording import INCIDENTAL_HEADERS, Turn

FOLDER = "pacts"
CONSUMER = "adapter"
_FIELDS = Fields()


def write_pact(out: Path, system: str, reads: Iterable[Read], turns: Sequence[Turn]) -> Path:
    """Write ``pacts/adapter-<system>.json``, replacing an older one, and return its path."""
    file = out / FOLDER / f"{CONSUMER}-{system}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(orjson.dumps(pact_of(system, reads, turns), option=orjson.OPT_INDENT_2) + b"\n")
    return file


def pact_of(system: str, reads: Iterable[Read], turns: Sequence[Turn]) -> Mapping[str, Any]:
    """Return the pact of a conversation.

    Args:
        system: the provider.
        reads: what is read of its answers.
        turns: what was asked and answered; calls that sign in are left out, since they hold secrets.
    """
    known = list(reads)
    interactions: dict[str, Mapping[str, Any]] = {}
    for turn in turns:
        made = _interaction(turn, [read for read in known if read.operation == turn.operation and read.where == "body"])
        if made is not None:
            interactions.setdefault(json.dumps(made["request"], sort_keys=True), made)
    return {
        "consumer": {"name": CONSUMER},
        "provider": {"name": system},
        "interactions": [
            {**made, "description": f"{made['description']} ({number})"}
            for number, made in enumerate(interactions.values(), 1)
        ],
        "metadata": {"pactSpecification": {"version": "4.0"}, "windtunnel": {"version": windtunnel.__version__}},
    }


def _interaction(turn: Turn, reads: Sequence[Read]) -> Mapping[str, Any] | None:
    request = turn.request
    if request is None or _signs_in(turn):
        return None
    answer = read_answer(turn.response)
    response: dict[str, Any] = {"status": turn.response.status}
    if answer is not NOTHING and reads:
        body, rules = read_part(answer, [steps(read.path) for read in reads])
        response["headers"] = {"Content-Type": [turn.response.header("content-type") or JSON]}
        response["body"] = {"content": body, "contentType": JSON, "encoded": False}
        response["matchingRules"] = {"header": _any_header(), "body": rules}
    return {
        "type": "Synchronous/HTTP",
        "description": turn.operation,
        "pending": False,
        "request": _request(turn),
        "response": response,
    }


def _signs_in(turn: Turn) -> bool:
    """Tell whether a call asks for a token: its request or its answer holds secrets."""
    answer = read_answer(turn.response)
    return isinstance(answer, Mapping) and "access_token" in answer


def _request(turn: Turn) -> Mapping[str, Any]:
    request = turn.request
    assert request is not None
    made: dict[str, Any] = {"method": request.method, "path": request.decoded_path}
    query = {name: values for name, values in request.argument_lists.items() if not is_credential(name)}
    if query:
        made["query"] = query
    kept = [(name, value) for name, value in request.headers.items() if _is_part(name)]
    if kept:
        made["headers"] = {name: [value] for name, value in kept}
    body = read_request(request) if request.body else NOTHING
    if body is not NOTHING and request.content_type == JSON:
        made["body"] = {"content": body, "contentType": JSON, "encoded": False}
    return made


def _is_part(header: str) -> bool:
    """Tell whether a header belongs to a pact: neither what a client adds by itself, nor a secret."""
    return header not in INCIDENTAL_HEADERS and _FIELDS.of_header(header) is not Kind.TOKEN


def _any_header() -> Mapping[str, Any]:
    return {
        "Content-Type": {
            "combine": "AND",
            "matchers": [{"match": "regex", "regex": r"application/([\w.+-]+\+)?json.*"}],
        }
    }


def read_part(answer: Any, paths: Iterable[Sequence[str]]) -> tuple[Any, Mapping[str, Any]]:
    """Return the part of an answer that is read, and a matching rule for each place in it."""
    tree: dict[str, Any] = {}
    for path in paths:
        place = tree
        for step in path:
            place = place.setdefault(step, {})
    rules: dict[str, Any] = {}
    return _part(answer, tree, "$", rules), rules


def _part(value: Any, tree: Mapping[str, Any], path: str, rules: dict[str, Any]) -> Any:
    if isinstance(value, list):
        rules[path] = _rule({"match": "type", "min": 1} if value else {"match": "type"})
        inner = tree.get(ITEMS, {})
        return [_part(value[0], inner, f"{path}[*]", rules)] if value else []
    if isinstance(value, Mapping) and tree:
        return dict(_members(value, tree, path, rules))
    rules[path] = _rule({"match": _kind(value)})
    return value


def _members(
    value: Mapping[str, Any], tree: Mapping[str, Any], path: str, rules: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    for name, inner in tree.items():
        if value.get(name) is not None:
            yield name, _part(value[name], inner, f"{path}{_selector(name)}", rules)


def _selector(name: str) -> str:
    return f".{name}" if name.isidentifier() else f"['{name}']"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return "decimal" if isinstance(value, float) else "type"


def _rule(matcher: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"combine": "AND", "matchers": [matcher]}
