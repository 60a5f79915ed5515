"""``windtunnel record``: its options."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.windtunnel.record.traffic import ORIGIN, exchange, har
from windtunnel.cli.record import record
from windtunnel.contract.document import read_document
from windtunnel.kernel.errors import WindtunnelError

application = typer.Typer()
application.command()(record)
SEEN = [exchange(f"/v2/tickets/{n}", {"id": n, "badge": f"B-{n}x", "name": "Open"}) for n in range(3)]


def run(*arguments: str | Path) -> Result:
    """Call the command."""
    return CliRunner().invoke(application, [str(each) for each in arguments])


def written(folder: Path, *exchanges: object) -> Path:
    """Write a HAR file."""
    file = folder / "traffic.har"
    file.write_text(har(*exchanges))  # type: ignore[arg-type]  # exchanges
    return file


def test_a_har_file_becomes_a_contract_without_anybody_being_called(tmp_path: Path) -> None:
    """And the command tells what it left."""
    result = run("desk", "--from-har", written(tmp_path, *SEEN), "--out", tmp_path)
    assert (result.exit_code, result.exception) == (0, None)
    assert "3 exchanges, 1 operations" in result.output
    assert "3  GET /v2/tickets/{id}" in result.output
    assert (tmp_path / "contracts" / "desk" / "openapi.yaml").is_file()


def test_a_har_file_tells_how_callers_are_let_in_and_who_is_meant(tmp_path: Path) -> None:
    """Schemes without their values; a name of one answer is found in a sentence of another."""
    sent = (("X-Api-Key", "k-canary-17"), ("Authorization", "Basic Y2FuYXJ5OjE3"))
    seen = [exchange("/v2/notes", {"text": "Ask Annabella.\nZoëlinde knows"}, sent=sent)]
    for number, name in enumerate(("Annabella", "Zoëlinde")):
        seen.append(exchange(f"/v2/people/{number}", {"first_name": name}, sent=sent))
    (tmp_path / "made").mkdir()
    told = json.loads(run("desk", "--from-har", written(tmp_path, *seen), "--out", tmp_path / "made", "--json").output)
    contract = read_document(Path(told["contract"]))
    assert contract["security"] == [{"basicAuth": [], "xApiKeyHeader": []}]
    text = "".join(file.read_text() for file in (tmp_path / "made").rglob("*") if file.is_file())
    assert [each for each in ("k-canary-17", "Y2FuYXJ5OjE3", "Annabella", "linde") if each in text] == []


def test_json_is_one_object_on_one_line(tmp_path: Path) -> None:
    """With the paths of what was left."""
    result = run("desk", "--from-har", written(tmp_path, *SEEN), "--out", tmp_path, "--json", "--expires-days", "5")
    told = json.loads(result.output)
    assert (told["event"], told["exchanges"], told["conflicts"]) == ("recorded", 3, [])
    own = json.loads(Path(told["recording"]).read_text())["log"]["_windtunnel"]
    assert (own["expires"], own["upstream"]) == (told["expires"], ORIGIN)


def test_evidence_and_fields_are_the_users_to_choose(tmp_path: Path) -> None:
    """Every option reaches what it is for."""
    file = written(tmp_path, *[exchange(f"/v2/tickets/{n}", {"badge": f"B-{n}x", "name": "Open"}) for n in range(3)])
    result = run(
        "desk", "--from-har", file, "--out", tmp_path, "--template-after", "4", "--required-after", "1",
        "--enum-after", "1", "--redact", "badge", "--keep", "name", "--json",
    )  # fmt: skip
    told = json.loads(result.output)
    assert set(told["operations"]) == {"GET /v2/tickets/0", "GET /v2/tickets/1", "GET /v2/tickets/2"}
    assert told["redacted"] == {"token": 3}
    assert "required:" in Path(told["contract"]).read_text()


def test_traffic_that_contradicts_the_contract_ends_with_1(tmp_path: Path) -> None:
    """The contract wins; place, kind and count are told."""
    file = written(tmp_path, *SEEN)
    run("desk", "--from-har", file, "--out", tmp_path)
    contract = tmp_path / "contracts" / "desk" / "openapi.yaml"
    contract.write_text(contract.read_text().replace("type: integer", "type: boolean"))
    result = run("desk", "--from-har", file, "--out", tmp_path)
    assert result.exit_code == 1
    assert "CONFLICT [recorded-contradicts-contract] getV2TicketsById 200 application/json id:" in result.output
    assert "the contract says boolean; recorded was integer (3 times)" in result.output


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["desk"], "--upstream URL, or --from-har FILE", 2),
        (["desk", "--from-har", "missing.har"], "missing.har: cannot be read", 2),
        (["desk", "--upstream", "https://x.example/v2"], "scheme, host and port alone", 2),
        (["desk", "--upstream", "http://127.0.0.1:1", "--upstream-ca", "missing.pem"], "missing.pem", 2),
        (["Desk", "--upstream", "http://127.0.0.1:1"], "no name of a system", 2),
        (["desk", "--upstream", "http://127.0.0.1:1", "--out", "missing"], "no such folder", 2),
        (
            ["desk", "--from-har", "two.har"],
            "choose one with --upstream: https://a.example (1), https://b.example (1)",
            2,
        ),
        (["desk", "--from-har", "two.har", "--upstream", "https://c.example"], "no traffic with https://c.example", 3),
        (["desk", "--from-har", "empty.har"], "no answered requests", 3),
    ],
)
def test_what_cannot_be_recorded_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str, code: int
) -> None:
    """Nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "two.har").write_text(har(exchange(origin="https://a.example"), exchange(origin="https://b.example")))
    (tmp_path / "empty.har").write_text(har())
    result = run(*arguments)
    assert isinstance(result.exception, WindtunnelError)
    assert told in str(result.exception)
    assert result.exception.exit_code == code
    assert list((tmp_path / "contracts").iterdir()) == []


def test_the_options_cost_no_start_up() -> None:
    """What records is imported when it is called."""
    code = "import sys, windtunnel.cli.record; print([each for each in sys.modules if 'windtunnel.record' in each])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
