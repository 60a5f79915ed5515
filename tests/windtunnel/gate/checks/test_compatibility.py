"""Compatibility."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from windtunnel.content.project import Project
from windtunnel.contract import diff
from windtunnel.gate.checks import compatibility
from windtunnel.gate.checks.context import Context
from windtunnel.gate.configuration import parse_configuration
from windtunnel.gate.findings import Level, Proof
from windtunnel.kernel.errors import FileError

from ..desk import TODAY, changed, codes, context, write_project
from ..shop import shop


def old(root: Path, document: dict[str, Any] | None = None) -> dict[str, str]:
    """Write the description that was built against, and return the table that names it."""
    (root / "old.yaml").write_text(yaml.safe_dump(document or changed(), sort_keys=False))
    return {"baseline": "old.yaml"}


def test_without_a_baseline_there_is_nothing_to_compare(tmp_path: Path) -> None:
    """The check is left out, not passed."""
    assert compatibility.check(context(write_project(tmp_path), {})) is None


def test_no_change_is_found_where_there_is_none(tmp_path: Path) -> None:
    """And the check shows that it could have found one."""
    result = compatibility.check(context(write_project(tmp_path), old(tmp_path)))
    assert codes(result) == []
    assert result is not None
    assert (result.judged, result.control, result.planted) == (4, Proof.PASSED, Proof.PASSED)


def test_a_breaking_change_is_found_at_its_line(tmp_path: Path) -> None:
    """In the current description; what is gone, at what is left above it."""
    document = changed()
    del document["components"]["schemas"]["Ticket"]["properties"]["status"]
    root = write_project(tmp_path, document)
    result = compatibility.check(context(root, old(tmp_path)))
    assert "response-required-property-removed" in codes(result)
    assert result is not None
    finding = next(each for each in result.findings if each.operation == "ShowTicket")
    assert (finding.file, finding.place) == ("contracts/desk/openapi.yaml", "200 application/json status")
    line = (root / finding.file).read_text().splitlines()[finding.line - 1]
    assert line.strip() == "properties:"


def test_a_commit_can_be_the_baseline(tmp_path: Path) -> None:
    """As it usually is: what the main branch promises."""
    root = write_project(tmp_path)
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "1"],
    ):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    document = changed()
    del document["paths"]["/tickets"]
    write_project(root, document)
    table = {"baseline": "git:HEAD:contracts/desk/openapi.yaml"}
    assert "api-path-removed-without-deprecation" in codes(compatibility.check(context(root, table)))


def test_a_differ_that_sees_nothing_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted change is not found, so that the result counts for nothing."""
    root = write_project(tmp_path)
    blind = diff.Comparison((), 4, identical=True)
    monkeypatch.setattr(diff, "compare", lambda *_, **__: blind)
    result = compatibility.check(context(root, old(tmp_path)))
    assert result is not None
    assert result.doubts == ("a planted change was not found: the check is blind",)


def test_descriptions_without_a_common_operation_are_no_comparison(tmp_path: Path) -> None:
    """Another API is not a version of this one; an empty one is none at all."""
    root = write_project(tmp_path)
    other = changed()
    other["paths"] = {"/x": other["paths"].popitem()[1] | {"parameters": []}}
    other["webhooks"] = {}
    result = compatibility.check(context(root, old(tmp_path, other)))
    assert result is not None
    assert "the two descriptions have no operation in common" in result.doubts


def test_a_missing_baseline_is_named(tmp_path: Path) -> None:
    """It is a mistake of the configuration, not a clean result."""
    with pytest.raises(FileError, match="no such file"):
        compatibility.check(context(write_project(tmp_path), {"baseline": "gone.yaml"}))


def shop_table(root: Path, change: str, **table: Any) -> Context:
    """Compare the shop's description with one in which a text was replaced, for its adapters."""
    old, _, new = change.partition(" -> ")
    described = (root / "contracts" / "shop" / "openapi.yaml").read_text(encoding="utf-8")
    assert old in described
    (root / "new.yaml").write_text(described.replace(old, new), encoding="utf-8")
    asked = {"baseline": "contracts/shop/openapi.yaml", "contract": "new.yaml", "used_by": True, **table}
    gate = parse_configuration({"systems": {"shop": asked}}, root / "windtunnel.toml")
    return Context(Project(root), root, gate, "shop", gate.systems["shop"], TODAY, "")


def test_changes_are_judged_by_what_the_adapters_use(tmp_path: Path) -> None:
    """What is read is an error at the adapter's line, what is not read is information at the description's."""
    root = shop(tmp_path)
    read = compatibility.check(shop_table(root, "total: {type: number} -> total: {type: string}"))
    unread = compatibility.check(shop_table(root, "state: {type: string, -> state: {type: integer,"))
    assert read is not None
    assert unread is not None
    (worst, *_) = [each for each in read.findings if each.operation == "readOrder"]
    assert (worst.level, worst.file) == (Level.ERR, "adapters/drift_probes.py")
    assert worst.message.endswith("; is read")
    source = (root / worst.file).read_text(encoding="utf-8").splitlines()
    assert "total" in source[worst.line - 1]
    told = [(each.level, each.file) for each in unread.findings if each.operation == "readOrder"]
    assert set(told) == {(Level.INFO, "new.yaml")}


def test_a_system_without_probes_uses_nobody_knows_what(tmp_path: Path) -> None:
    """Asking for it is a mistake in the configuration, named with its place."""
    root = shop(tmp_path)
    (root / "adapters" / "drift_probes.py").write_text("PROBES = {}\n", encoding="utf-8")
    with pytest.raises(FileError, match="gate.systems.shop.used_by: the project has no probes"):
        compatibility.check(shop_table(root, "total: {type: number} -> total: {type: string}"))


def test_a_change_in_a_file_beside_the_description_is_told_there(tmp_path: Path) -> None:
    """At its line."""
    for name, kind in (("old", "number"), ("new", "string")):
        root = write_project(tmp_path / name)
        document = changed()
        document["components"]["schemas"]["Ticket"]["properties"]["price"] = {"$ref": "parts/Price.yaml"}
        (root / "split.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        (root / "parts").mkdir()
        (root / "parts" / "Price.yaml").write_text(f"title: Price\ntype: object\nproperties:\n  a: {{type: {kind}}}\n")
    (root / "before").mkdir()
    for moved in ("split.yaml", "parts"):
        (tmp_path / "old" / moved).rename(root / "before" / moved)
    result = compatibility.check(context(root, {"baseline": "before/split.yaml", "contract": "split.yaml"}))
    assert result is not None
    told = {(each.file, each.line) for each in result.findings if each.level is Level.ERR}
    assert told == {("parts/Price.yaml", 4)}
