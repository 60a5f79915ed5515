"""The small pytest file that reproduces a finding."""

from __future__ import annotations

import re
from pathlib import Path

from .score import Result

TEMPLATE = '''"""{title}

{reason}

Read at {lines}. Written by `windtunnel drift`; it passes once the adapter notices.
"""

from pathlib import Path

from windtunnel.gate.reproduction import reproduce

PROJECT = Path({root!r})


def test_{name}() -> None:
    """{title}"""
    judgement = reproduce(PROJECT, system={system!r}, probe={probe!r}, mutant={mutant!r})
    assert not judgement.is_finding, judgement.reason
'''


def write_pytest_file(folder: Path, root: Path, system: str, probe: str, result: Result) -> Path:
    """Write the file that reproduces a finding and return its path.

    Args:
        folder: where it goes; made when it is missing.
        root: of the project.
        system: whose adapter it is.
        probe: what was run.
        result: the finding.
    """
    name = _word(f"{system}_{probe}_{result.operator}_{result.id}")
    place = f" {result.place}" if result.place else ""
    text = TEMPLATE.format(
        title=_plain(f"{system} {probe}: {result.operator} at {result.operation}{place} is {result.verdict}."),
        reason=_plain(result.reason),
        lines=", ".join(result.lines) or "no line of its own: it is what the adapter says, or the answer as a whole",
        root=str(root),
        name=name,
        system=system,
        probe=probe,
        mutant=result.id,
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"test_drift_{name}.py"
    file.write_text(text, encoding="utf-8")
    return file


def _word(text: str) -> str:
    return re.sub(r"\W+", "_", text).strip("_").lower()


def _plain(text: str) -> str:
    """Return text that can stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', "'''").rstrip('"')
