"""The process that sends generated requests."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest

from windtunnel.gate.checks import conformance, fuzzing
from windtunnel.gate.checks.stage import served

from ..desk import context, write_project, write_simulator

TOTAL = {"type": "object", "required": ["id", "status"]}


def worked(root: Path, **more: Any) -> dict[str, Any]:
    """Work off an order against the simulator of ``desk``; return the lines by operation."""
    made = context(root, {"conformance": True}, conformance=more.pop("settings", {"max_examples": 4, "seconds": 30}))

    async def ask() -> list[dict[str, Any]]:
        async with served(made, root) as stage:
            order = conformance._order(made, stage.url, [], conformance.ALL_METHODS, (), f"{stage.control}snapshot")
            return await asyncio.to_thread(lambda: list(fuzzing.work({**order, **more})))

    return {line.get("operation", "proof"): line for line in asyncio.run(ask())}


def bound(root: Path, answer: str) -> Path:
    """Write a simulator whose ShowTicket answers with an expression."""
    write_project(root)
    write_simulator(root, "pass\n")
    file = root / "simulators/desk/system.py"
    file.write_text(file.read_text() + f'\n@operations.bind("ShowTicket")\ndef show(call):\n    return {answer}\n')
    return root


def test_a_simulator_that_keeps_its_contract_is_clean(tmp_path: Path) -> None:
    """Every operation is called, and the judge shows that it can tell right from wrong."""
    lines = worked(write_project(tmp_path))
    assert lines.pop("proof") == {"proof": True, "control": True, "planted": True}
    assert set(lines) == {"ListTickets", "CreateTicket", "ShowTicket"}
    assert all(line["calls"] and not line["failures"] for line in lines.values())
    assert lines["CreateTicket"]["statuses"].get("201", 0) > 0


@pytest.mark.parametrize(
    ("answer", "code", "status", "place"),
    [
        ('json_response({"id": 7, "status": "open"})', "conformance-response-schema", 200, "id type"),
        ("json_response({}, 500)", "conformance-server-error", 500, ""),
        ("json_response({}, 410)", "conformance-status-undocumented", 410, ""),
    ],
)
def test_a_broken_promise_is_found_with_code_and_place(
    tmp_path: Path, answer: str, code: str, status: int, place: str
) -> None:
    """Once, with how often it was met."""
    line = worked(bound(tmp_path, answer))["ShowTicket"]
    found = [each for each in line["failures"] if each["code"] == code]
    assert [(each["status"], each["place"]) for each in found] == [(status, place)]
    assert found[0]["times"] == line["calls"]


def test_what_is_not_built_is_counted_and_is_no_failure(tmp_path: Path) -> None:
    """A simulator says so with 501."""
    line = worked(bound(tmp_path, "json_response({}, 501)"))["ShowTicket"]
    assert line["not_built"] == line["calls"] > 0
    assert line["failures"] == []


def test_known_values_take_the_place_of_made_up_ones(tmp_path: Path) -> None:
    """So that calls come further than to the first 404."""
    shown = (
        'json_response({"id": call.parameters["id"], "status": "open"}, 200 if call.parameters["id"] == "7" else 404)'
    )
    line = worked(bound(tmp_path, shown), parameters={"id": "7"})["ShowTicket"]
    assert line["statuses"] == {"200": line["calls"]}


def test_another_key_is_tried_where_one_is_refused(tmp_path: Path) -> None:
    """One key may open what another does not; when none does, the answer to the first counts."""
    shown = 'json_response({"id": "7", "status": "open"}, 200 if call.request.headers["x-key"] == "admin" else 403)'
    line = worked(bound(tmp_path, shown), headers=[{"X-Key": "user"}, {"X-Key": "admin"}])["ShowTicket"]
    assert line["statuses"] == {"200": line["calls"]}
    refused = 'json_response({}, 403 if call.request.headers["x-key"] == "user" else 401)'
    line = worked(bound(tmp_path / "b", refused), headers=[{"X-Key": "user"}, {"X-Key": "other"}])["ShowTicket"]
    assert line["statuses"] == {"403": line["calls"]}


def test_values_of_answers_are_not_repeated_where_that_was_asked(tmp_path: Path) -> None:
    """A live system's answers hold what belongs to others."""
    root = bound(tmp_path, 'json_response({"id": "7", "status": "hush"})')
    loud = worked(root)["ShowTicket"]["failures"][0]["message"]
    quiet = worked(root, quiet=True)["ShowTicket"]["failures"][0]["message"]
    assert quiet in loud
    assert "hush" not in quiet


def test_time_that_is_over_ends_the_work(tmp_path: Path) -> None:
    """What was not reached has no line."""
    assert set(worked(write_project(tmp_path), seconds=-1.0)) == {"proof"}


def test_a_request_that_the_contract_forbids_must_be_refused_where_asked(tmp_path: Path) -> None:
    """Only with the check that is about it."""
    root = write_project(tmp_path)
    write_simulator(root, "pass\n")
    file = root / "simulators/desk/system.py"
    answer = 'json_response({"id": "7", "status": "open"}, 201)'
    file.write_text(file.read_text() + f'\n@operations.bind("CreateTicket")\ndef create(call):\n    return {answer}\n')
    asked = {"max_examples": 8, "seconds": 30, "checks": ["negative_data_rejection"]}
    codes = {each["code"] for each in worked(root, settings=asked)["CreateTicket"]["failures"]}
    assert codes == {"conformance-accepts-invalid"}


def test_an_order_comes_in_and_lines_go_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the process does it; nobody answers here, which is a failure of each call."""
    made = context(write_project(tmp_path), {})
    order = conformance._order(made, "http://127.0.0.1:9", [], frozenset({"GET"}), ("ListTickets",), "")
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(order)))
    fuzzing.main()
    proof, line = map(json.loads, capsys.readouterr().out.splitlines())
    assert proof["proof"]
    assert line["failures"][0]["code"] == "conformance-no-answer"
