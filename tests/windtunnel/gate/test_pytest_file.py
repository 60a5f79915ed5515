"""The pytest file that reproduces a finding."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.assessment import Assessment
from windtunnel.gate.pytest_file import write_pytest_file
from windtunnel.gate.score import Result, system_score


@pytest.fixture
def finding(assessments: Mapping[str, Assessment]) -> Result:
    """A finding of the careless probe."""
    return system_score("shop", [assessments["careless"]], ()).probes[0].findings[0]


def test_the_file_fails_for_the_reason_that_was_given(project: Project, finding: Result, tmp_path: Path) -> None:
    """It runs the change again and asserts on the verdict."""
    file = write_pytest_file(tmp_path / "tests", project.roots[0], "shop", "careless", finding)
    namespace: dict[str, object] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), namespace)
    (test,) = [value for name, value in namespace.items() if name.startswith("test_")]
    with pytest.raises(AssertionError, match="became null"):
        test()  # type: ignore[operator]  # the test function


def test_the_file_says_what_it_is_about(project: Project, finding: Result, tmp_path: Path) -> None:
    """Whatever stands in the reason."""
    awkward = finding.model_copy(update={"reason": 'a """quote""" and \\ a backslash"'})
    file = write_pytest_file(tmp_path, project.roots[0], "shop", "careless", awkward)
    document = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    assert document.startswith("shop careless: response-required-property-removed at readOrder $.customer is silent.")
    assert "adapters/drift_probes.py:63" in document
    assert file.name == f"test_drift_shop_careless_response_required_property_removed_{finding.id}.py"
