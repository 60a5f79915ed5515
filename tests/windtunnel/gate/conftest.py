"""A shop with its adapters, and what was found out with each; made once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.assessment import Assessment, assess
from windtunnel.gate.probes import Probe, probes_of

from .shop import shop


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The shop's project."""
    return Project(shop(tmp_path_factory.mktemp("shop")))


@pytest.fixture(scope="session")
def probes(project: Project) -> Mapping[str, Probe]:
    """The probes of the shop by name."""
    return {probe.name: probe for probe in probes_of(project)["shop"]}


@pytest.fixture(scope="session")
def assessments(project: Project, probes: Mapping[str, Probe]) -> Mapping[str, Assessment]:
    """What was found out with each probe; the stopwatch counts its own readings."""
    readings = itertools.count()
    return {name: assess(project, "shop", probe, lambda: float(next(readings))) for name, probe in probes.items()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A shop of the test's own."""
    return shop(tmp_path)
