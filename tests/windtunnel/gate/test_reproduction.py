"""Running one change again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.assessment import Assessment
from windtunnel.gate.judging import Verdict
from windtunnel.gate.reproduction import reproduce
from windtunnel.kernel.errors import InconclusiveError, UnknownNameError


def test_a_finding_is_found_again_by_its_id(project: Project, assessments: Mapping[str, Assessment]) -> None:
    """With the same reason."""
    judged = next(each for each in assessments["careless"].judged if each.judgement.verdict is Verdict.SILENT)
    found = reproduce(project.roots[0], system="shop", probe="careless", mutant=judged.mutant.id)
    assert found == judged.judgement


def test_what_no_longer_exists_is_said(project: Project) -> None:
    """A probe that was renamed, a field that is no longer read."""
    with pytest.raises(UnknownNameError, match="careless"):
        reproduce(project.roots[0], system="shop", probe="carless", mutant="x")
    with pytest.raises(InconclusiveError, match="no longer read"):
        reproduce(project.roots[0], system="shop", probe="careless", mutant="x")
