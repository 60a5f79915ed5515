"""Consumer pacts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from windtunnel.gate.checks import pacts
from windtunnel.gate.checks.extra import MissingExtraError
from windtunnel.gate.findings import Proof
from windtunnel.kernel.errors import FileError

from ..desk import changed, codes, context, write_project
from .pacts_of_desk import FOUND, MESSAGE, MISSING, TABLE, interaction, message, write_pact

pytestmark = pytest.mark.thorough

TICKET = {"id": "7", "status": "open"}


def test_a_pact_that_the_system_keeps_passes(tmp_path: Path) -> None:
    """With the records of its provider state, and without them where it names none."""
    root = write_project(tmp_path)
    shown = interaction(FOUND, "/api/v1/tickets/7", 200, TICKET, state="ticket 7 exists")
    write_pact(root, shown, interaction(MISSING, "/api/v1/tickets/7", 404), message({"id": "7"}))
    result = pacts.check(context(root, TABLE))
    assert codes(result) == []
    assert result is not None
    assert (result.judged, result.control, result.planted) == (3, Proof.PASSED, Proof.PASSED)


def test_what_the_system_does_not_keep_is_found_at_its_line(tmp_path: Path) -> None:
    """Status, body, message: each with its description."""
    root = write_project(tmp_path)
    wrong = interaction(FOUND, "/api/v1/tickets/7", 200, {"id": 7}, state="ticket 7 exists")
    file = write_pact(root, wrong, interaction(MISSING, "/api/v1/tickets/8", 200), message({"id": 7}))
    result = pacts.check(context(root, TABLE))
    assert codes(result) == ["pact-mismatch", "pact-mismatch", "pact-message-mismatch"]
    assert result is not None
    assert [each.operation for each in result.findings] == [FOUND, MISSING, MESSAGE]
    assert "expected 200 but was 404" in result.findings[1].message
    lines = file.read_text().splitlines()
    for finding in result.findings:
        nearby = "\n".join(lines[finding.line - 1 : finding.line + 4])
        assert finding.operation in nearby


def test_a_state_without_records_is_told(tmp_path: Path) -> None:
    """It may be why something is missing."""
    root = write_project(tmp_path)
    write_pact(root, interaction(MISSING, "/api/v1/tickets/7", 404, state="no tickets"))
    result = pacts.check(context(root, TABLE))
    assert codes(result) == []
    assert result is not None
    assert result.notes == ("provider state 'no tickets' has no records; the account's first state was used",)


def test_messages_alone_need_no_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor pact-python."""
    root = write_project(tmp_path)
    write_pact(root, message({"id": 7}))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert codes(pacts.check(context(root, TABLE))) == ["pact-message-mismatch"]
    write_pact(root, interaction(MISSING, "/api/v1/tickets/7", 404))
    with pytest.raises(MissingExtraError, match="pact: not installed"):
        pacts.check(context(root, TABLE))


def test_messages_without_described_webhooks_are_inconclusive(tmp_path: Path) -> None:
    """There is nothing to judge them by."""
    document = changed()
    del document["webhooks"]
    root = write_project(tmp_path, document)
    write_pact(root, message({"id": 7}))
    result = pacts.check(context(root, TABLE))
    assert result is not None
    assert result.doubts == (
        "neither webhooks of the contract nor schemas of events are known, so messages cannot be judged",
    )


def test_a_schema_of_an_event_that_does_not_exist_is_told(tmp_path: Path) -> None:
    """Though no message of these pacts would need it."""
    root = write_project(tmp_path)
    write_pact(root, interaction(MISSING, "/api/v1/tickets/7", 404))
    with pytest.raises(FileError, match=r"gate\.systems\.desk\.events: 'orders\.json' names no file"):
        pacts.check(context(root, {**TABLE, "events": {"order.made": "orders.json"}}))


def test_no_pacts_are_no_check_and_empty_ones_prove_nothing(tmp_path: Path) -> None:
    """The second is inconclusive."""
    root = write_project(tmp_path)
    assert pacts.check(context(root, {})) is None
    write_pact(root)
    result = pacts.check(context(root, TABLE))
    assert result is not None
    assert "no interactions and messages were judged" in result.doubts


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("pacts/triage-desk.json", "{", "not a pact"),
        ("pacts/triage-desk.json", "[]", "it names no consumer"),
        ("states.yaml", "[]", "states are a mapping"),
    ],
)
def test_malformed_files_are_refused(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    """With their names."""
    root = write_project(tmp_path)
    write_pact(root, interaction(MISSING, "/api/v1/tickets/7", 404))
    (root / name).write_text(text)
    with pytest.raises(FileError, match=complaint):
        pacts.check(context(root, TABLE))


def test_the_pact_is_left_as_it_was(tmp_path: Path) -> None:
    """It is the consumer's."""
    root = write_project(tmp_path)
    file = write_pact(root, interaction(MISSING, "/api/v1/tickets/7", 404))
    before = file.read_bytes()
    pacts.check(context(root, TABLE))
    assert file.read_bytes() == before
    assert json.loads(before)["provider"]["name"] == "the help desk"
