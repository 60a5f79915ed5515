"""Reports: the terminal table, JSON, JUnit XML and one self-contained HTML file."""

from __future__ import annotations

from pathlib import Path

from windtunnel.scenario.result import RehearsalResult

from .html import render_html
from .junit import render_junit

__all__ = ["write_reports"]


def write_reports(result: RehearsalResult, folder: Path) -> dict[str, Path]:
    """Write every report into ``folder`` and return the files by kind."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "json": ("report.json", result.model_dump_json(indent=2) + "\n"),
        "junit": ("junit.xml", render_junit(result)),
        "html": ("report.html", render_html(result)),
    }
    files = {}
    for kind, (name, text) in contents.items():
        files[kind] = folder / name
        files[kind].write_text(text, encoding="utf-8")
    return files
