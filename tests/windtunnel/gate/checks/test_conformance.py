"""Conformance."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from windtunnel.gate.checks import conformance
from windtunnel.gate.checks.context import Context
from windtunnel.gate.checks.extra import MissingExtraError
from windtunnel.gate.checks.stage import served
from windtunnel.gate.findings import CheckResult, Level, Proof
from windtunnel.kernel.errors import UnknownNameError, UsageError

from ..desk import changed, codes, context, write_project, write_simulator

pytestmark = pytest.mark.thorough


def write_showing(root: Path, ticket: str) -> Path:
    """Write a project whose simulator shows the same ticket whatever is asked for."""
    write_project(root)
    write_simulator(root, "pass\n")
    handler = f'\n@operations.bind("ShowTicket")\ndef show(call):\n    return json_response({ticket})\n'
    file = root / "simulators/desk/system.py"
    file.write_text(file.read_text() + handler)
    return root


def test_a_system_is_called_only_where_that_is_configured(tmp_path: Path) -> None:
    """Neither a simulator nor a live system by default."""
    assert conformance.check(context(write_project(tmp_path), {})) is None


def test_a_simulator_that_keeps_its_contract_passes(tmp_path: Path) -> None:
    """Served on a socket, called by a process of its own."""
    result = conformance.check(context(write_project(tmp_path), {"conformance": True}))
    assert codes(result) == []
    assert result is not None
    assert (result.judged, result.control, result.planted) == (3, Proof.PASSED, Proof.PASSED)
    assert "3 of 3 operations reached" in result.notes[0]


def test_a_broken_promise_is_found_at_the_operation_s_line(tmp_path: Path) -> None:
    """A planted bug: the simulator sends a number for a text."""
    root = write_showing(tmp_path, '{"id": 7, "status": "open"}')
    result = conformance.check(context(root, {"conformance": True}))
    assert codes(result) == ["conformance-response-schema"]
    assert result is not None
    (finding,) = result.findings
    assert (finding.level, finding.place) == (Level.ERR, "200 id type")
    line = (root / finding.file).read_text().splitlines()[finding.line - 1]
    assert (finding.operation, line.strip()) == ("ShowTicket", "get:")


def on_target(made: Context, stage_root: Path) -> CheckResult | None:
    """Serve ``desk`` as if it were somebody else's, and check it as a live system."""

    async def run() -> CheckResult | None:
        async with served(context(stage_root, {}), stage_root) as stage:
            table = made.table.model_copy(update={"target": {"url": stage.url}})
            gate = made.gate.model_copy(update={"systems": {"desk": table}})
            given = Context(made.project, made.root, gate, "desk", made.table, made.today, stage.url)
            return await asyncio.to_thread(conformance.check, given)

    return asyncio.run(run())


def test_a_live_system_on_loopback_can_be_named(tmp_path: Path) -> None:
    """Its contract is ours; what it does not keep is found."""
    write_showing(tmp_path / "theirs", '{"id": "7", "status": "archived"}')
    result = on_target(context(write_project(tmp_path / "ours"), {}), tmp_path / "theirs")
    assert result is not None
    assert "conformance-response-schema" in [each.code for each in result.findings]
    assert all("archived" not in each.message for each in result.findings)


def test_another_machine_is_called_only_when_it_is_declared(tmp_path: Path) -> None:
    """A URL on the command line alone is not enough."""
    root = write_project(tmp_path)
    with pytest.raises(UsageError, match="is another machine and not declared in windtunnel.toml"):
        conformance.check(context(root, {}, "https://api.desk.example"))
    with pytest.raises(UsageError, match="not an http or https URL"):
        conformance.check(context(root, {}, "desk.example"))
    declared = {"target": {"url": "https://api.desk.example"}}
    found = conformance.target_of(context(root, declared, "https://api.desk.example/"))
    assert found is not None
    assert found.methods == ("GET", "HEAD")


def test_only_declared_methods_and_operations_are_called(tmp_path: Path) -> None:
    """A live system is not written to unless somebody says so."""
    made = context(write_project(tmp_path), {})
    order = conformance._order(made, "http://127.0.0.1:9", [], frozenset({"GET"}), (), "")
    assert set(order["names"].values()) == {"ListTickets", "ShowTicket"}
    assert set(order["bases"].values()) == {"/api/v1"}
    with pytest.raises(UnknownNameError, match="unknown operation 'ShowTickets'; did you mean 'ShowTicket'"):
        conformance._order(made, "http://127.0.0.1:9", [], frozenset({"GET"}), ("ShowTickets",), "")


def test_a_secret_of_the_environment_is_needed_not_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And named when it is missing."""
    monkeypatch.delenv("DESK_TOKEN", raising=False)
    target = {"url": "http://127.0.0.1:9", "headers": {"Authorization": "Bearer ${DESK_TOKEN}"}}
    with pytest.raises(UsageError, match="no variable 'DESK_TOKEN'"):
        conformance.check(context(write_project(tmp_path), {"target": target}))


def test_a_system_that_only_refuses_is_inconclusive(tmp_path: Path) -> None:
    """Nobody could sign in, so that nothing was put to the test."""
    document = changed()
    document["security"] = [{"key": []}]
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for item in document["paths"].values():
        for operation in item.values():
            operation["responses"]["401"] = {"description": ""}
    root = write_project(tmp_path, document)
    write_simulator(root, 'def authenticate(self, call):\n    raise NotAuthenticated("missing")\n')
    result = conformance.check(context(root, {"conformance": True}))
    assert result is not None
    assert "nobody could sign in" in result.doubts[0]
    assert "no call was answered with success" in result.doubts[1]


def line(status: int, code: str = "conformance-server-error", **statuses: int) -> dict[str, Any]:
    """Return what the process says of ShowTicket."""
    failure = {"code": code, "status": status, "place": "", "message": "m", "times": 1}
    return {"operation": "ShowTicket", "calls": 1, "not_built": 0, "statuses": {}, "failures": [failure], "problem": ""}


def test_levels_follow_from_what_the_contract_describes(tmp_path: Path) -> None:
    """SOAP has its faults at 500; 4xx are seldom all described."""
    document = changed()
    document["paths"]["/tickets/{id}"]["get"]["responses"]["500"] = {"description": "fault"}
    operation = context(write_project(tmp_path, document), {}).contract.operations["ShowTicket"]
    undocumented = "conformance-status-undocumented"
    cases = [
        (500, "conformance-server-error"),
        (503, "conformance-server-error"),
        (410, undocumented),
        (202, undocumented),
    ]
    levels = [conformance._level(line(status, code)["failures"][0], operation) for status, code in cases]
    assert levels == [Level.WARN, Level.ERR, Level.WARN, Level.ERR]


def test_without_the_extra_the_way_to_get_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"windtunnel\[gate\]"):
        conformance.check(context(write_project(tmp_path), {"conformance": True}))
