"""What the repository says: complete, about itself alone, and documented where it must be."""

from __future__ import annotations

import re

import typer.main

from windtunnel.cli.app import app

from .sources import ROOT, tracked

UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
MACHINE_PATHS = re.compile(r"/(?:work|root|home)/[a-z]")
REGISTRY_HOSTS = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.org", "proxy" + r"\.golang"))
)
TEXT_SUFFIXES = {".py", ".md", ".yaml", ".toml", ".html", ".lock", ".json", ""}


def texts() -> list[tuple[str, str]]:
    """Path and text of every text file."""
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for path in tracked()
        if path.suffix in TEXT_SUFFIXES
    ]


def test_nothing_is_left_unfinished() -> None:
    """What is not built is refused by the code, not promised in a comment."""
    assert [name for name, text in texts() if UNFINISHED.search(text)] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    """The project speaks of itself alone."""
    assert [name for name, text in texts() if MACHINE_PATHS.search(text) or REGISTRY_HOSTS.search(text)] == []


def test_markdown_has_one_title() -> None:
    """One ``# Title`` a document, on its first line."""
    for path in tracked():
        if path.suffix == ".md":
            lines = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines()
            assert [index for index, line in enumerate(lines) if line.startswith("# ")] == [0], path.name


def test_every_command_and_option_is_documented() -> None:
    """docs/command-line.md names every command and every option."""
    document = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    missing = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        wanted = [f"windtunnel {name}"]
        wanted += [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        section = document.partition(f"## `windtunnel {name}`")[2].partition("\n## ")[0]
        missing += [f"{name} {text}" for text in wanted[1:] if f"`{text}" not in section]
        missing += [name] if not section else []
    assert missing == []
