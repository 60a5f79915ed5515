"""Where a project keeps its probes."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.probes import choose, probes_of
from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError

PROBE_WITH_ONE_ERROR = """\
class P:
    name, run, options, arrivals, effects = "p", None, {}, (), ()
    errors = Exception


PROBES = {"shop": [P]}
"""


def test_probes_are_found_by_convention(project: Project) -> None:
    """They stand in ``adapters/drift_probes.py``."""
    assert [probe.name for probe in probes_of(project)["shop"]] == ["careful", "careless"]


def test_a_project_may_name_others(root: Path) -> None:
    """In its ``windtunnel.toml``."""
    (root / "windtunnel.toml").write_text('[drift]\nprobes = "adapters.drift_probes:BROKEN"\n', encoding="utf-8")
    assert [probe.name for probe in probes_of(Project(root))["shop"]] == ["failing"]


@pytest.mark.parametrize("text", ["[drift", '[drift]\nprobes = ["a"]\n', "drift = 1\n"])
def test_a_malformed_configuration_names_its_file(root: Path, text: str) -> None:
    """Nothing is guessed."""
    (root / "windtunnel.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"windtunnel\.toml"):
        probes_of(Project(root))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("PROBES = []\n", "mapping"),
        ("PROBES = {'shop': [1]}\n", r"\['shop'\]\[0\].*no name"),
        ("PROBES = {'shop': 1}\n", r"\['shop'\].*no list of probes"),
        ("1 / 0\n", r"ZeroDivisionError: division by zero \(drift_probes.py, line 1\)"),
        (
            PROBE_WITH_ONE_ERROR,
            "tuple of exception classes",
        ),
    ],
)
def test_what_is_no_probe_is_refused_with_its_place(root: Path, text: str, message: str) -> None:
    """Before anything is run."""
    (root / "adapters" / "drift_probes.py").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        probes_of(Project(root))


def test_adapters_of_one_s_own_are_not_judged_by_bundled_probes(root: Path) -> None:
    """A verdict on other people's adapters says nothing of these."""
    (root / "adapters" / "drift_probes.py").unlink()
    with pytest.raises(UsageError, match=r"write adapters/drift_probes\.py"):
        probes_of(Project(root))
    (root / "adapters" / "drift_receivers.py").write_text("RECEIVERS = {}\n", encoding="utf-8")
    assert probes_of(Project(root)) == {}


def test_a_key_that_nobody_knows_is_refused(root: Path) -> None:
    """A typing error never names other probes in silence."""
    (root / "windtunnel.toml").write_text('[drift]\nporbes = "adapters.x:PROBES"\n', encoding="utf-8")
    with pytest.raises(UnknownNameError, match="did you mean 'probes'"):
        probes_of(Project(root))


def test_a_system_without_probes_is_an_unknown_name(project: Project) -> None:
    """With the names that there are."""
    found = probes_of(project)
    assert choose(found, None) is found
    assert list(choose(found, "shop")) == ["shop"]
    with pytest.raises(UnknownNameError, match="shop"):
        choose(found, "shp")
