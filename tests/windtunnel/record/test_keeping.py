"""What a recording leaves on the disk."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.windtunnel.gate.desk import context
from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.gate.checks import recorded
from windtunnel.kernel.errors import FileError, UsageError
from windtunnel.record.errors import NothingRecorded, RecordingTooLarge
from windtunnel.record.exchange import Exchange
from windtunnel.record.keeping import Kept, Recorder, Wanted
from windtunnel.record.redaction import Fields

from .canaries import HIDDEN, forms, planted, views
from .traffic import BEGAN, ORIGIN, exchange


def kept(root: Path, *exchanges: Exchange, began: float = BEGAN, **more: Any) -> Kept:
    """Record exchanges into a project."""
    recorder = Recorder(dataclasses.replace(Wanted("desk", root, ORIGIN), **more), began)
    for each in exchanges:
        recorder.take(each)
    return recorder.keep()


def written(root: Path) -> dict[Path, bytes]:
    """Return every file below a folder."""
    return {file: file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


def test_no_planted_canary_is_in_any_byte_that_is_written(tmp_path: Path) -> None:
    """Raw, escaped or in base64; wherever it stood, and in whatever order it came."""
    exchanges = planted()
    random.Random(1).shuffle(exchanges)
    kept(tmp_path, *exchanges)
    files = written(tmp_path)
    assert len(files) == 5
    leaked = [
        (file.name, hidden)
        for file, content in files.items()
        for hidden in HIDDEN
        if any(form in views(content) for form in forms(hidden))
    ]
    assert leaked == []


def test_a_new_system_gets_contract_profile_recording_and_simulator(tmp_path: Path) -> None:
    """With provenance and the last day on which the recording is fresh."""
    result = kept(tmp_path, *[exchange(f"/v2/tickets/{n}", {"id": n, "email": "ann@acme.org"}) for n in range(20)])
    names = [str(file.relative_to(tmp_path)) for file in written(tmp_path)]
    assert names == [
        "contracts/desk/openapi.yaml",
        "contracts/desk/profile.yaml",
        "contracts/desk/recordings/2026-11-21T12-00-00Z.har",
        "simulators/__init__.py",
        "simulators/desk/__init__.py",
    ]
    own = json.loads(result.recording.read_text())["log"]["_windtunnel"]
    assert (own["recorded_at"], own["expires"], own["exchanges"]) == ("2026-11-21T12:00:00.000Z", "2027-02-19", 20)
    assert (own["upstream"], own["system"], own["redacted"]) == (ORIGIN, "desk", {"email": 1, "identity": 1})
    assert (result.operations, result.conflicts) == ({"GET /v2/tickets/{id}": 20}, ())
    contract = Contract.of_system(Project(tmp_path), "desk")
    assert contract.profile.hosts == ("desk.example",)
    assert contract.profile.latency[0].median_ms == 250
    assert list(contract.operations) == ["getV2TicketsById"]


def test_recording_again_counts_on_and_keeps_what_was_written(tmp_path: Path) -> None:
    """Comments and all; a second recording in the same second gets a name of its own."""
    seen = [exchange(f"/v2/tickets/{n}", {"id": n, "a": 1}) for n in range(3)]
    first = kept(tmp_path, *seen)
    text = first.contract.read_text()
    first.contract.write_text(text.replace("info:", "# ours\ninfo:").replace("title: desk", "title: Help desk"))
    second = kept(tmp_path, *seen, exchange("/v2/tickets/9", {"id": 9}))
    assert second.recording.name == "2026-11-21T12-00-00Z-2.har"
    document = yaml.safe_load(second.contract.read_text())
    assert "# ours" in second.contract.read_text()
    assert document["info"]["title"] == "Help desk"
    get = document["paths"]["/v2/tickets/{id}"]["get"]
    assert get["x-seen"] == {"count": 7}
    schema = get["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["id"]
    assert schema["properties"]["a"]["x-seen"] == {"count": 6, "null": 0, "absent": 1}
    assert second.simulator is None


def test_a_contradiction_is_told_and_the_contract_stays(tmp_path: Path) -> None:
    """As a person has written it."""
    first = kept(tmp_path, *[exchange(f"/v2/tickets/{n}", {"id": n}) for n in range(3)])
    text = first.contract.read_text()
    first.contract.write_text(
        text.replace("id:\n                    type: integer", "id:\n                    type: string")
    )
    assert first.contract.read_text() != text
    second = kept(tmp_path, exchange("/v2/tickets/9", {"id": 9}))
    (conflict,) = second.conflicts
    assert (conflict.place, conflict.message) == (
        "200 application/json id",
        "the contract says string; recorded was integer",
    )
    schema = yaml.safe_load(second.contract.read_text())["paths"]["/v2/tickets/{id}"]["get"]["responses"]["200"]
    assert schema["content"]["application/json"]["schema"]["properties"]["id"]["type"] == "string"


def test_a_system_that_windtunnel_carries_is_copied_and_completed(tmp_path: Path) -> None:
    """With all that lies beside its contract; its simulator is left alone."""
    recorder = Recorder(Wanted("netsuite", tmp_path, "https://1.suitetalk.api.netsuite.com"), BEGAN)
    recorder.take(exchange("/services/rest/windtunnel/recorded", {"a": 1}))
    result = recorder.keep()
    folder = result.contract.parent
    assert (folder / "records.yaml").is_file()
    assert result.simulator is None
    carried = Contract.of_system(Project(), "netsuite").operations
    found = Contract.of_system(Project(tmp_path), "netsuite").operations
    assert set(carried) < set(found)


@pytest.mark.parametrize("name", ["", "Desk", "../desk", "a.b", "desk/x"])
def test_a_system_is_called_as_a_folder_can_be(tmp_path: Path, name: str) -> None:
    """Nothing is written elsewhere."""
    with pytest.raises(UsageError, match="no name of a system"):
        Recorder(Wanted(name, tmp_path, ORIGIN), BEGAN)


def test_a_missing_folder_no_traffic_and_a_broken_contract_are_refused(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match="no such folder"):
        Recorder(Wanted("desk", tmp_path / "missing", ORIGIN), BEGAN)
    with pytest.raises(NothingRecorded, match="no traffic with https://desk.example"):
        kept(tmp_path)
    assert written(tmp_path) == {}
    (tmp_path / "contracts" / "desk").mkdir(parents=True)
    (tmp_path / "contracts" / "desk" / "openapi.yaml").write_text("swagger: '2.0'\n")
    with pytest.raises(FileError, match=r"openapi.yaml: not an OpenAPI 3 document"):
        Recorder(Wanted("desk", tmp_path, ORIGIN), BEGAN)


def test_a_full_recording_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says how much it holds."""
    monkeypatch.setattr("windtunnel.record.keeping.EXCHANGES_BYTES_MAX", 10)
    recorder = Recorder(Wanted("desk", tmp_path, ORIGIN), BEGAN)
    recorder.take(exchange(answer={"a": "long enough"}))
    assert recorder.is_full
    with pytest.raises(RecordingTooLarge, match="holds 10 bytes"):
        recorder.take(exchange())


def test_fields_that_a_user_names_are_redacted_as_well(tmp_path: Path) -> None:
    """And counted."""
    result = kept(tmp_path, exchange(answer={"badge": "B-17-x"}), fields=Fields.of(also=["badge"]))
    assert b"B-17-x" not in result.recording.read_bytes()
    assert result.redacted == {"token": 1}


def test_the_gate_finds_nothing_wrong_with_what_was_recorded(tmp_path: Path) -> None:
    """The contract fits its own recordings, by another judge."""
    kept(tmp_path, *[each for each in planted() if each.origin == ORIGIN])
    result = recorded.check(context(tmp_path, {"recordings": ["contracts/desk/recordings/*.har"]}))
    assert result is not None
    assert result.judged > 100
    assert [(each.code, each.operation, each.place) for each in result.findings] == []
