"""Where a project keeps its receivers."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.receivers import receivers_of
from windtunnel.kernel.errors import UsageError

from .doors import ROOT


def test_this_project_has_receivers() -> None:
    """By convention, in a module of their own."""
    found = receivers_of(Project(ROOT))
    assert {"slack", "zendesk"} <= found.keys()
    assert all(each.arrivals for receivers in found.values() for each in receivers)


def test_a_project_without_receivers_has_none(root: Path) -> None:
    """That is no mistake: not every system sends webhooks; the bundled ones belong to other adapters."""
    (root / "adapters" / "drift_receivers.py").unlink(missing_ok=True)
    assert receivers_of(Project(root)) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [("RECEIVERS = []", "a mapping of systems"), ("RECEIVERS = {'shop': [1]}", "is no receiver: it has no name")],
)
def test_what_is_no_receiver_is_refused(root: Path, content: str, message: str) -> None:
    """With its place."""
    (root / "adapters" / "doors.py").write_text(content, encoding="utf-8")
    (root / "windtunnel.toml").write_text('[drift]\nreceivers = "adapters.doors:RECEIVERS"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        receivers_of(Project(root))
