"""``windtunnel systems``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from windtunnel.contract.fidelity import NAME

from .calling import ERRAND, call_here


def test_it_counts_what_is_simulated() -> None:
    """Per system, as JSON."""
    rows = {row["system"]: row for row in json.loads(call_here("systems", "--json", cwd=ERRAND).out)}
    assert (rows["room"]["operations"], rows["room"]["bound"]) == (2, 2)
    assert {"desk", "room", "mind", "zendesk", "salesforce", "slack", "openai"} <= set(rows)


def test_it_shows_every_operation_of_one_system() -> None:
    """With how it is answered."""
    rows = json.loads(call_here("systems", "--coverage", "room", "--json", cwd=ERRAND).out)
    assert rows == [
        {"operation": "FindMessages", "status": "bound", "evidence": "-"},
        {"operation": "PostMessage", "status": "bound", "evidence": "-"},
    ]


def test_an_unknown_system_is_refused_with_a_suggestion() -> None:
    """Exit code 2."""
    called = call_here("systems", "--coverage", "rom", cwd=ERRAND)
    assert called.code == 2
    assert "unknown system 'rom'; did you mean 'room'" in called.err


def test_it_tells_what_speaks_for_a_system() -> None:
    """By kind of evidence, which are never added up; a system without a ledger has a dash."""
    rows = {row["system"]: row for row in json.loads(call_here("systems", "--json").out)}
    assert rows["zendesk"]["described"] > 250
    assert rows["salesforce"]["described"] == 0
    assert 0 < rows["salesforce"]["client"] <= rows["salesforce"]["operations"]
    assert rows["pipeline"]["fuzzed"] == "-"


def test_an_operation_that_came_after_the_ledger_is_assumed(tmp_path: Path) -> None:
    """Nobody has looked at it yet."""
    shutil.copytree(ERRAND, tmp_path / "errand", ignore=shutil.ignore_patterns("__pycache__"))
    ledger = {"system": "room", "operations": {"FindMessages": ["client"]}}
    (tmp_path / "errand" / "contracts" / "room" / NAME).write_text(json.dumps(ledger))
    rows = {row["system"]: row for row in json.loads(call_here("systems", "--json", cwd=tmp_path / "errand").out)}
    assert (rows["room"]["client"], rows["room"]["assumed"]) == (1, 1)
