"""Recorded answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.gate.checks import recorded
from windtunnel.gate.checks.answers import Judge
from windtunnel.gate.findings import Proof

from ..desk import call, changed, codes, context, write_har, write_project

RIGHT = {"id": "7", "status": "open"}
TABLE = {"recordings": ["desk.har"]}


def test_answers_are_judged_by_the_contract_at_their_lines(tmp_path: Path) -> None:
    """Without a call to anybody."""
    root = write_project(tmp_path)
    file = write_har(root, call(body=RIGHT), call("/api/v1/tickets", [RIGHT, {**RIGHT, "id": 8}]))
    result = recorded.check(context(root, TABLE))
    assert codes(result) == ["recorded-schema"]
    assert result is not None
    (finding,) = result.findings
    assert (finding.operation, finding.place, finding.file) == (
        "ListTickets",
        "200 application/json id type",
        "desk.har",
    )
    assert '"request"' in file.read_text().splitlines()[finding.line]
    assert (result.judged, result.notes) == (2, ("2 of 2 answers had a body that the contract describes",))


def test_the_same_problem_is_told_once(tmp_path: Path) -> None:
    """With how often it was seen."""
    root = write_project(tmp_path)
    write_har(root, *[call(body={**RIGHT, "id": number}) for number in range(3)])
    result = recorded.check(context(root, TABLE))
    assert codes(result) == ["recorded-schema"]
    assert result is not None
    assert result.findings[0].message.endswith("(3 times)")


def test_a_call_that_the_contract_does_not_have_is_told(tmp_path: Path) -> None:
    """Nothing simulates it and no diff watches it."""
    root = write_project(tmp_path)
    write_har(root, call("/api/v1/views"))
    assert codes(recorded.check(context(root, TABLE))) == ["recorded-operation-unknown"]


def test_exchanges_with_other_systems_are_left_out(tmp_path: Path) -> None:
    """By the hosts of the profile; a browser's recording holds many."""
    root = write_project(tmp_path, changed(), hosts=["{account}.desk.example"])
    write_har(root, call("/api/v1/views"))
    result = recorded.check(context(root, TABLE))
    assert result is not None
    assert result.doubts == ("no answers were judged",)
    assert "1 exchanges were with other systems" in result.notes


def test_hosts_are_matched_as_the_profile_writes_them(tmp_path: Path) -> None:
    """Placeholders stand for any account."""
    root = write_project(tmp_path, changed(), hosts=["{account}.example"])
    write_har(root, call(body=RIGHT))
    assert codes(recorded.check(context(root, TABLE))) == []


def test_without_recordings_the_check_is_left_out_and_empty_ones_prove_nothing(tmp_path: Path) -> None:
    """The second is inconclusive."""
    root = write_project(tmp_path)
    assert recorded.check(context(root, {})) is None
    write_har(root)
    result = recorded.check(context(root, TABLE))
    assert result is not None
    assert result.doubts == ("no answers were judged",)


def test_a_judge_that_sees_nothing_or_too_much_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an answer made from the contract, and by the same answer with another body."""
    made = context(write_project(tmp_path), {})
    assert recorded.proofs(made, Judge(made.contract)) == (Proof.PASSED, Proof.PASSED)
    monkeypatch.setattr(Judge, "problems", lambda *_: iter(()))
    assert recorded.proofs(made, Judge(made.contract)) == (Proof.PASSED, Proof.FAILED)
    monkeypatch.setattr(Judge, "problems", lambda *_: iter((object(),)))
    assert recorded.proofs(made, Judge(made.contract)) == (Proof.FAILED, Proof.PASSED)


def test_a_contract_without_bodies_cannot_be_put_to_the_test(tmp_path: Path) -> None:
    """And says so."""
    document = changed()
    document["paths"] = {"/a": {"get": {"operationId": "a", "responses": {"204": {"description": ""}}}}}
    made = context(write_project(tmp_path, document), {})
    assert recorded.proofs(made, Judge(made.contract)) == (Proof.NOT_RUN, Proof.NOT_RUN)
