"""A finding as a test: fails as long as the invariant is broken under the schedule."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .search import Finding

FILE_NAME = "test_found.py"
TEMPLATE = '''"""Found by ``windtunnel explore``: {about}"""

from pathlib import Path

from windtunnel.explore.replay import broken_under

SCENARIO = Path(__file__).parent / {scenario!r}
SCHEDULE = """
{schedule}
"""


def test_{name}() -> None:
    """{invariant} holds under this schedule: {told}."""
    broken = broken_under(SCENARIO, SCHEDULE, seed={seed}, events={events}{rows})
    assert {invariant!r} not in broken, broken[{invariant!r}]
'''


def pytest_file(finding: Finding, folder: Path) -> str:
    """Return the source of a test, to lie in ``folder``, that runs the finding's schedule again."""
    plan = finding.plan
    own = plan.scenario.file.parent / plan.scenario.workload.input
    given = None if plan.rows.file.resolve() == own.resolve() else _relative(plan.rows.file, folder)
    schedule = finding.schedule.model_dump_json(exclude_defaults=True, indent=2).replace("\\", "\\\\")
    return TEMPLATE.format(
        about=_line(finding.world.broken[finding.invariant]),
        scenario=_relative(plan.scenario.file, folder),
        schedule=schedule,
        name=re.sub(r"\W+", "_", f"{plan.scenario.name}_{finding.invariant}"),
        invariant=finding.invariant,
        told=_line("; ".join(finding.schedule.lines()) or "nothing goes wrong"),
        seed=plan.seed,
        events=plan.count,
        rows="" if given is None else f", rows=Path(__file__).parent / {given!r}",
    )


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()


def _line(text: str) -> str:
    """Return a text that can stand in a docstring: one line, without quotes of three."""
    return " ".join(text.split()).replace("\\", "/").replace('"', "'")[:300]
