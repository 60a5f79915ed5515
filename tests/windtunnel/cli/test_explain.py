"""``windtunnel explain``."""

from __future__ import annotations

import json

import pytest

from windtunnel.cli.explain import explain_code
from windtunnel.gate.explanations import codes
from windtunnel.kernel.errors import UnknownNameError


def test_a_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """As text, or as JSON."""
    assert explain_code("sem-unit-scaled", as_json=False) == 0
    assert capsys.readouterr().out.startswith("sem-unit-scaled (drift operator)\n")
    assert explain_code("pact-mismatch", as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"code", "kind", "title", "meaning", "example", "remedy"}


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """So that they can be searched."""
    assert explain_code(None, as_json=False) == 0
    assert capsys.readouterr().out.splitlines() == codes()
    assert explain_code(None, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == codes()


def test_an_unknown_code_is_refused() -> None:
    """With what was probably meant."""
    with pytest.raises(UnknownNameError, match="did you mean 'pact-mismatch'"):
        explain_code("pact-mismach", as_json=False)
