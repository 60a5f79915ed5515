"""Calls the command line as a user would, or in this process, where starting one is all that would take time."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from windtunnel.cli.app import app, main

ROOT = Path(__file__).resolve().parents[3]
ERRAND = ROOT / "tests" / "windtunnel" / "scenario" / "errand"


@dataclass(frozen=True)
class Called:
    """What a call printed and how it ended."""

    code: int
    out: str
    err: str


def call(*arguments: str, cwd: Path = ROOT) -> Called:
    """Run ``windtunnel`` with arguments."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "windtunnel", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Called(done.returncode, done.stdout, done.stderr)


def call_here(*arguments: str, cwd: Path = ROOT) -> Called:
    """Run what ``windtunnel`` with arguments runs, in this process: for what serves nothing and runs nothing."""
    out, err, code = StringIO(), StringIO(), 0
    commands = patch.object(app, "registered_commands", list(app.registered_commands))
    given = patch.object(sys, "argv", ["windtunnel", *arguments])
    with chdir(cwd), given, commands, redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Called(code, out.getvalue(), err.getvalue())
