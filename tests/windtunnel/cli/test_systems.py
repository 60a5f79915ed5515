"""``windtunnel systems``."""

from __future__ import annotations

import json

from .calling import ERRAND, call


def test_it_counts_what_is_simulated() -> None:
    """Per system, as JSON."""
    rows = {row["system"]: row for row in json.loads(call("systems", "--json", cwd=ERRAND).out)}
    assert (rows["room"]["operations"], rows["room"]["bound"]) == (2, 2)
    assert {"desk", "room", "mind", "zendesk", "salesforce", "slack", "openai"} <= set(rows)


def test_it_shows_every_operation_of_one_system() -> None:
    """With how it is answered."""
    rows = json.loads(call("systems", "--coverage", "room", "--json", cwd=ERRAND).out)
    assert rows == [
        {"operation": "FindMessages", "status": "bound", "evidence": "-"},
        {"operation": "PostMessage", "status": "bound", "evidence": "-"},
    ]


def test_an_unknown_system_is_refused_with_a_suggestion() -> None:
    """Exit code 2."""
    called = call("systems", "--coverage", "rom", cwd=ERRAND)
    assert called.code == 2
    assert "unknown system 'rom'; did you mean 'room'" in called.err


def test_it_tells_what_speaks_for_a_system() -> None:
    """By kind of evidence, which are never added up; a system without a ledger has a dash."""
    rows = {row["system"]: row for row in json.loads(call("systems", "--json").out)}
    assert rows["zendesk"]["described"] > 250
    assert rows["salesforce"]["described"] == 0
    assert 0 < rows["salesforce"]["client"] <= rows["salesforce"]["operations"]
    assert rows["pipeline"]["fuzzed"] == "-"
