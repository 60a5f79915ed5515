"""``windtunnel diff --used-by`` and ``--reads``, with changes planted in the contracts of this project."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from windtunnel.cli.diff import DiffRequest, diff
from windtunnel.cli.diff_used_by import Consumer, usage_of
from windtunnel.contract.diff.usage import Usage
from windtunnel.contract.reading import parse
from windtunnel.gate.usage_file import write_usage
from windtunnel.kernel.errors import UnknownNameError, UsageError

ROOT = Path(__file__).parents[3]


@cache
def used(system: str) -> Usage:
    """Return what this project's adapter of a system uses."""
    found = usage_of(Consumer(system, project=ROOT))
    assert found is not None
    return found


@cache
def contract(system: str) -> Any:
    """Return the contract of a system."""
    file = ROOT / "contracts" / system / "openapi.yaml"
    return parse(file.read_bytes(), str(file))


def properties(document: Any, name: str) -> Any:
    """Return the properties of a component, those of its second part where it is a combination."""
    schema = document["components"]["schemas"][name]
    return (schema["allOf"][1] if "allOf" in schema else schema)["properties"]


def operation(document: Any, operation_id: str) -> tuple[Any, str]:
    """Return a path item and the method of an operation in it."""
    return next(
        (item, method)
        for item in document["paths"].values()
        for method, each in item.items()
        if isinstance(each, dict) and each.get("operationId") == operation_id
    )


def retyped(component: str, name: str) -> Callable[[Any], object]:
    """Make a property something that it was not."""
    return lambda document: properties(document, component).update({name: {"type": "object"}})


def dropped(component: str, name: str) -> Callable[[Any], object]:
    """Take a property away."""
    return lambda document: properties(document, component).pop(name)


def removed(operation_id: str) -> Callable[[Any], object]:
    """Take an operation away."""

    def change(document: Any) -> None:
        item, method = operation(document, operation_id)
        item.pop(method)

    return change


def demanded(operation_id: str, where: str = "query") -> Callable[[Any], object]:
    """Demand a parameter that did not exist."""

    def change(document: Any) -> None:
        item, method = operation(document, operation_id)
        new = {"name": "tenant", "in": where, "required": True, "schema": {"type": "string"}}
        item[method]["parameters"] = [*item[method].get("parameters", []), new]

    return change


def without_parameter(component: str) -> Callable[[Any], object]:
    """Take a shared parameter away."""

    def change(document: Any) -> None:
        pointer = f"#/components/parameters/{component}"
        for item in document["paths"].values():
            for each in item.values():
                if isinstance(each, dict) and "parameters" in each:
                    each["parameters"] = [one for one in each["parameters"] if one.get("$ref") != pointer]

    return change


def priority_widened(document: Any) -> None:
    """Let a field that is read take one more value."""
    document["components"]["schemas"]["TicketPriority"]["enum"].append("critical")


PLANTED = [
    ("zendesk", retyped("Ticket", "subject"), "ShowTicket", "ERR", "adapters/systems/zendesk/wire.py"),
    ("zendesk", dropped("Ticket", "via"), "ShowTicket", "INFO", ""),
    ("zendesk", dropped("Ticket", "raw_subject"), "ShowTicket", "ERR", "adapters/systems/zendesk/wire.py"),
    ("zendesk", priority_widened, "ShowTicket", "ERR", "adapters/systems/zendesk/wire.py"),
    ("zendesk", removed("DeleteTicket"), "DeleteTicket", "INFO", ""),
    ("zendesk", removed("ListGroups"), "ListGroups", "ERR", "adapters/systems/zendesk/client.py"),
    ("zendesk", demanded("ListGroups"), "ListGroups", "ERR", "adapters/systems/zendesk/client.py"),
    ("zendesk", dropped("TicketUpdateInput", "group_id"), "UpdateTicket", "ERR", "adapters/systems/zendesk/client.py"),
    ("zendesk", dropped("TicketUpdateInput", "external_id"), "UpdateTicket", "INFO", ""),
    ("slack", dropped("HistoryAnswer", "has_more"), "conversations_history", "ERR", "adapters/systems/slack/wire.py"),
    ("slack", dropped("HistoryAnswer", "pin_count"), "conversations_history", "INFO", ""),
    ("slack", dropped("PostMessageArguments", "text"), "chat_postMessage", "ERR", "adapters/systems/slack/client.py"),
    ("slack", dropped("PostMessageArguments", "icon_url"), "chat_postMessage", "INFO", ""),
    (
        "slack",
        without_parameter("IncludeAllMetadata"),
        "conversations_history",
        "ERR",
        "adapters/systems/slack/client.py",
    ),
    ("slack", without_parameter("Inclusive"), "conversations_history", "INFO", ""),
    ("netsuite", retyped("SuiteQLPage", "items"), "runSuiteQL", "ERR", "adapters/systems/netsuite"),
    ("netsuite", dropped("SuiteQLPage", "offset"), "runSuiteQL", "INFO", ""),
    ("netsuite", demanded("getPurchaseOrder", "header"), "getPurchaseOrder", "ERR", "adapters/systems/netsuite"),
]


@pytest.mark.parametrize(("system", "change", "name", "level", "file"), PLANTED)
def test_a_planted_change_is_judged_by_the_adapter(
    system: str,
    change: Callable[[Any], object],
    name: str,
    level: str,
    file: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the adapter uses is an error at its line, everything else is information and fails nothing."""
    old, new = contract(system), copy.deepcopy(contract(system))
    change(new)
    for title, document in (("old", old), ("new", new)):
        (tmp_path / f"{title}.json").write_text(json.dumps(document), encoding="utf-8")
    stored = write_usage(tmp_path, used(system))
    request = DiffRequest(
        str(tmp_path / "old.json"), str(tmp_path / "new.json"), "ERR", "INFO", as_json=True, reads=stored
    )
    code = diff(request)
    findings = [each for each in json.loads(capsys.readouterr().out) if each["operationId"] == name]
    assert max(findings, key=lambda each: ["INFO", "WARN", "ERR"].index(each["level"]))["level"] == level
    assert code == (level == "ERR")
    lines = [line for each in findings if each["level"] == level for line in each["usedBy"]["lines"]]
    assert lines if file else not lines
    assert all(line.startswith(file) for line in lines)
    for line in lines:
        path, _, number = line.partition(":")
        assert (ROOT / path).read_text(encoding="utf-8").splitlines()[int(number) - 1].strip()


def test_text_names_the_lines_and_the_level_for_everybody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reader of the terminal learns why a level is what it is, and what the old description never had."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    changed = copy.deepcopy(contract("zendesk"))
    properties(changed, "Ticket").pop("raw_subject")
    for file, document in ((old, contract("zendesk")), (new, changed)):
        file.write_text(json.dumps(document), encoding="utf-8")
    stored = write_usage(tmp_path, used("zendesk"))
    assert diff(DiffRequest(str(old), str(new), "ERR", "INFO", as_json=False, reads=stored)) == 1
    out = capsys.readouterr().out
    assert "is read at adapters/systems/zendesk/wire.py:" in out
    assert "is not called; " in out
    assert "for whoever uses everything" in out
    assert f"Called, and not in {old}: CreateTokenForGrantType." in out


def test_an_adapter_is_named_by_system_or_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of an adapter stands for its system; what is neither is refused with what there is."""
    monkeypatch.chdir(ROOT)
    found = usage_of(Consumer("adapters/systems/slack/client.py"))
    assert found is not None
    assert found.system == "slack"
    assert usage_of(Consumer()) is None
    with pytest.raises(UnknownNameError, match="did you mean 'zendesk'"):
        usage_of(Consumer("zendsk"))
    with pytest.raises(UsageError, match="give one of --used-by and --reads"):
        usage_of(Consumer("slack", tmp_path / "x.json"))
