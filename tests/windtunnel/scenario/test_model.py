"""Scenario files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.errors import UnknownNameError, UsageError
from windtunnel.scenario.model import load

from .rehearsing import PROJECT, ROOT

TEXT = (ROOT / "scenarios" / "errand.yaml").read_text()


def edited(folder: Path, old: str, new: str) -> Project:
    """Return a project whose scenario has ``old`` replaced by ``new``."""
    shutil.copytree(ROOT, folder / "project")
    assert old in TEXT
    (folder / "project" / "scenarios" / "errand.yaml").write_text(TEXT.replace(old, new, 1))
    return Project(folder / "project")


def test_a_scenario_is_read_whole() -> None:
    """Durations in seconds, faults and drift as their own models."""
    scenario = load(PROJECT, "errand")
    fault = scenario.conditions["chat-down"].faults[0]
    assert (fault.kind, fault.from_, fault.for_) == ("refuse", 5.0, 300.0)
    assert scenario.systems["helpdesk"].use == "desk"
    assert scenario.quiet == 600.0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("pattern: webhook", "patern: webhook", "unknown key 'patern'; did you mean 'pattern'"),
        ("pattern: webhook", "pattern: webhok", "pattern: Input should be"),
        ("helpdesk: desk", "helpdesk: dask", r"systems.helpdesk: unknown system 'dask'; did you mean 'desk'"),
        ("no-lost-event:\n", "no-lost-evnt:\n", "unknown invariant 'no-lost-evnt'; did you mean 'no-lost-event'"),
        ("kind: refuse", "kind: refus", r"conditions.chat-down.faults\[0\].kind: unknown fault 'refus'"),
        ("every: 500ms", "every: fast", "'fast' is not a duration"),
        ("on: helpdesk\n  record", "on: crm\n  record", "workload.on: unknown role 'crm'"),
        ("effect: messages.created", "effect: messages", "outcomes.posted.effect"),
        ("{helpdesk: /", "{helpdesk: ", r"subject.webhooks.helpdesk: 'webhook' is no path: it begins with a slash"),
        ("kind: refuse, ", "kind: refuse, keys: ['{event.2}'], ", r"faults\[0\]: .* gets its key there; give the key"),
        ("on: chat, kind: refuse", "on: subject, kind: refuse", r"faults\[0\]: refuse cannot strike the subject"),
        ("conditions:\n", "conditions: {}\nother:\n", "give at least one condition"),
    ],
)
def test_a_typing_error_is_refused_with_file_place_and_suggestion(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """Nothing becomes a silent default."""
    with pytest.raises((UsageError, UnknownNameError), match=message) as caught:
        load(edited(tmp_path, old, new), "errand")
    assert "errand.yaml" in str(caught.value)


@pytest.mark.parametrize("key", ["{event.0}", "{event 10}", "{event.ten}", "{event}"])
def test_a_number_of_an_event_that_is_none_is_refused(tmp_path: Path, key: str) -> None:
    """With what was meant."""
    project = edited(tmp_path, "kind: refuse, ", f"kind: refuse, keys: ['{key}'], ")
    with pytest.raises(UsageError, match=r"conditions.chat-down.faults\[0\]: .* did you mean '\{event.10\}'"):
        load(project, "errand")


def test_an_unknown_scenario_is_refused_with_a_suggestion() -> None:
    """By name."""
    with pytest.raises(UnknownNameError, match="unknown scenario 'erand'; did you mean 'errand'"):
        load(PROJECT, "erand")


def test_a_key_that_appears_twice_is_refused(tmp_path: Path) -> None:
    """The second one would win in silence otherwise."""
    with pytest.raises(UsageError, match="the key 'pattern' appears twice"):
        load(edited(tmp_path, "pattern: webhook", "pattern: webhook\npattern: batch"), "errand")
