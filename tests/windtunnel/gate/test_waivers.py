"""Waivers."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.contract.drift import read_drift
from windtunnel.gate.mutants import Mutant
from windtunnel.gate.waivers import waivers_of
from windtunnel.kernel.errors import FileError, UnknownNameError

WAIVER = """\
waivers:
  - system: shop
    operation: readOrder
    places: ["$.customer"]
    operators: [sem-text-truncated]
    reason: The answer says the name once, and a shorter name is a name.
"""


def written(root: Path, text: str) -> Project:
    """Return a project with a file of waivers."""
    (root / "adapters" / "drift_waivers.yaml").write_text(text, encoding="utf-8")
    return Project(root)


def test_a_project_without_a_file_waives_nothing(root: Path) -> None:
    """The bundled waivers are about other adapters."""
    (root / "adapters" / "drift_waivers.yaml").unlink(missing_ok=True)
    assert waivers_of(Project(root)) == ()
    assert waivers_of(Project()) != ()


def test_a_waiver_covers_exactly_what_it_names(root: Path) -> None:
    """System, operation, place and operator."""
    (waiver,) = waivers_of(written(root, WAIVER))
    data = {"on": "system", "operator": "sem-text-truncated", "at": "$.customer"}
    mutant = Mutant("m", "readOrder", "$.customer", read_drift(data, place="test"), {})
    assert waiver.covers("shop", mutant)
    assert not waiver.covers("other", mutant)
    assert not waiver.covers("shop", Mutant("m", "createOrder", "$.customer", mutant.description, {}))
    assert not waiver.covers("shop", Mutant("m", "readOrder", "$.total", mutant.description, {}))


@pytest.mark.parametrize(
    ("before", "after", "error", "message"),
    [
        ("sem-text-truncated", "sem-text-truncatd", UnknownNameError, r"waivers\[0\]\.operators.*sem-text-truncated"),
        ("reason: The", "reason: x\n    note: The", FileError, "note"),
        ("The answer says the name once, and a shorter name is a name.", "because", FileError, "reason"),
        ("waivers:", "waiver:", FileError, "waivers"),
    ],
)
def test_a_wrong_waiver_is_refused_with_its_place(
    root: Path, before: str, after: str, error: type[Exception], message: str
) -> None:
    """A waiver without a reason is a hole."""
    with pytest.raises(error, match=message):
        waivers_of(written(root, WAIVER.replace(before, after)))
