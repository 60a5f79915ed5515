"""The gate's own codes."""

from __future__ import annotations

import re

from windtunnel.gate.checks.fuzzing import CODES, OTHER
from windtunnel.gate.configuration import CHECKS
from windtunnel.gate.own_codes import OWN

from ...repo.sources import python_files


def test_every_code_in_the_checks_has_an_entry_and_every_entry_is_used() -> None:
    """A finding that nobody can explain, or an explanation of nothing, is a mistake."""
    texts = "".join(path.read_text() for path in python_files("src/windtunnel/gate/checks"))
    used = set(re.findall(r'"((?:recorded|pact|lifecycle|conformance)-[a-z-]+)"', texts))
    assert used == set(OWN)
    assert {*CODES.values(), OTHER} <= set(OWN)


def test_every_entry_names_a_check() -> None:
    """The kind is the check that reports it."""
    assert {own.kind for own in OWN.values()} == set(CHECKS) - {"compatibility", "drift"}
