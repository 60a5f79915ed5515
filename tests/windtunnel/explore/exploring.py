"""Explores the parcel: a small scenario whose subject can be told to make one mistake."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

from windtunnel.content.project import Project
from windtunnel.explore.menu import Menu
from windtunnel.explore.schedule import Schedule, Strike
from windtunnel.explore.search import Request, plan_of, survey
from windtunnel.scenario.model import load
from windtunnel.scenario.stage import Plan

ROOT = Path(__file__).resolve().parent / "parcel"
PROJECT = Project(ROOT)
NO_MISTAKE = "none"


def plan(mistake: str = NO_MISTAKE, *, seed: int = 1, events: int = 6) -> Plan:
    """A plan with a subject that makes ``mistake``."""
    scenario = load(PROJECT, "parcel")
    subject = scenario.subject.model_copy(update={"environment": {"MISTAKE": mistake}})
    return plan_of(scenario.model_copy(update={"subject": subject}), seed, events)


@cache
def menu() -> Menu:
    """What can go wrong in the parcel."""
    return survey(PROJECT, plan())[0]


def project(folder: Path, mistake: str = NO_MISTAKE) -> Project:
    """A project of its own in ``folder``, with a subject that makes ``mistake``."""
    root = folder / "project"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns("__pycache__"))
    file = root / "scenarios" / "parcel.yaml"
    file.write_text(file.read_text().replace('MISTAKE: "none"', f"MISTAKE: {mistake}"))
    return Project(root)


def request(folder: Path, **changes: Any) -> Request:
    """A search with one process and failures kept in ``folder``."""
    return Request(**{"scenario": "parcel", "jobs": 1, "database": folder / "failures", **changes})


def strike(occurrence: int, on: str = "erp", operation: str = "CreateParcel", **fault: Any) -> Strike:
    """A strike, on the carrier unless told otherwise."""
    return Strike(on=on, operation=operation, occurrence=occurrence, fault=fault)


def exhausting(first: int = 5) -> Schedule:
    """Uses up the retries of one order, the last answer being lost: a key per call makes it a duplicate."""
    last = strike(first + 2, kind="lose-answer")
    return Schedule(strikes=(strike(first, kind="refuse"), strike(first + 1, kind="refuse"), last))
