"""Serving a Python subject as a process."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from windtunnel.scenario.subject_host import Printer, main


@dataclass
class Said:
    """A report."""

    kind: str = "routed"
    system: str | None = "helpdesk"
    operation: str | None = None
    key: str | None = "7"
    fields: dict[str, object] = field(default_factory=lambda: {"team": "cards", "at": object})


def test_a_report_becomes_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever its fields hold."""
    Printer().record(Said())
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["kind"], told["key"], told["fields"]["team"]) == ("routed", "7", "cards")


def test_it_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """A missing argument is named."""
    with pytest.raises(SystemExit):
        main(["adapters.subject:create"])
    assert "--project" in capsys.readouterr().err
