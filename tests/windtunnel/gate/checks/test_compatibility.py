"""Compatibility."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from windtunnel.contract import diff
from windtunnel.gate.checks import compatibility
from windtunnel.gate.findings import Proof
from windtunnel.kernel.errors import FileError

from ..desk import changed, codes, context, write_project


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
    monkeypatch.setattr(compatibility.diff, "compare", lambda *_, **__: blind)
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
