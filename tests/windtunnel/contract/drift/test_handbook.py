"""The page on drift."""

from __future__ import annotations

import re
from pathlib import Path

from windtunnel.contract.drift import OPERATORS
from windtunnel.contract.drift.handbook import handbook

PAGE = Path(__file__).resolve().parents[4] / "docs" / "drift.md"


def test_the_page_is_the_one_of_the_code() -> None:
    """``make generated`` writes it anew."""
    assert PAGE.read_text() == handbook()


def test_every_operator_has_its_section() -> None:
    """With all that there is to know."""
    sections = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##|\Z)", handbook(), flags=re.MULTILINE | re.DOTALL))
    assert list(sections) == list(OPERATORS)
    for section in sections.values():
        assert re.findall(r"^- (.*?):", section, flags=re.MULTILINE)[:4] == [
            "class",
            "what it does",
            "a correct consumer",
            "a diff shows",
        ]
    assert "- option `factor` (100.0): what they are multiplied by." in sections["sem-unit-scaled"]
    assert "- option `parameter`: its name." in sections["request-parameter-removed"]
