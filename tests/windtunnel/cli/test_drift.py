"""``windtunnel drift``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.windtunnel.gate.shop import shop
from windtunnel.cli.drift import DriftRequest, drift
from windtunnel.kernel.errors import UnknownNameError


def request(root: Path, **given: object) -> DriftRequest:
    """Return a request."""
    defaults = {"system": "shop", "probe": None, "out": root / "out", "as_json": False, "project": root}
    return DriftRequest(**{**defaults, **given})  # type: ignore[arg-type]  # of the right types


def test_findings_are_listed_with_operator_field_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And a table by operation and class."""
    root = shop(tmp_path)
    assert drift(request(root, probe="careless")) == 1
    shown = capsys.readouterr().out
    assert "control passed; planted change found" in shown
    assert "silent: sem-unit-scaled at readOrder $.total" in shown
    assert "written.total: 12.5 became 1250.0" in shown
    assert "read at adapters/drift_probes.py:63" in shown
    assert "representation-preserving" in shown
    assert "inconclusive" in shown
    assert "careful" not in shown
    assert len(list((root / "out" / "tests").glob("test_drift_*.py"))) == shown.count("pytest ")


def test_json_is_the_document_that_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else is printed."""
    root = shop(tmp_path)
    assert drift(request(root, as_json=True)) == 1
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((root / "out" / "drift.json").read_text(encoding="utf-8"))
    assert [probe["probe"] for probe in printed["systems"][0]["probes"]] == ["careful", "careless"]
    assert (root / "out" / "pacts" / "adapter-shop.json").is_file()


def test_a_failed_control_is_said_and_exits_with_its_own_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing was shown."""
    root = shop(tmp_path)
    (root / "windtunnel.toml").write_text('[drift]\nprobes = "adapters.drift_probes:BROKEN"\n', encoding="utf-8")
    assert drift(request(root)) == 3
    assert "no verdict: the control failed: ShopError: out of order" in capsys.readouterr().out


def test_files_of_an_older_run_do_not_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding that is gone must not be tested for ever."""
    root = shop(tmp_path)
    stale = root / "out" / "tests" / "test_drift_gone.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("", encoding="utf-8")
    drift(request(root, probe="careful"))
    assert not stale.exists()


@pytest.mark.parametrize("wrong", [{"system": "shp"}, {"probe": "carful"}])
def test_unknown_names_are_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    """With what was probably meant."""
    with pytest.raises(UnknownNameError):
        drift(request(shop(tmp_path), **wrong))
