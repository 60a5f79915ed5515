"""Builds the wheel, installs it in an empty environment outside the checkout, and rehearses a scenario from there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV = str(Path(sys.executable).parent / "uv")


def run(*command: str, cwd: Path) -> str:
    """Run a command and return what it prints; fail loudly with its errors."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} exited with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Do it."""
    with tempfile.TemporaryDirectory(prefix="windtunnel-wheel-") as name:
        folder = Path(name)
        run(UV, "build", "--quiet", "--wheel", "--out-dir", str(folder), cwd=ROOT)
        wheel = next(folder.glob("*.whl"))
        venv.create(folder / "env", with_pip=False)
        python = str(folder / "env" / "bin" / "python")
        run(UV, "pip", "install", "--quiet", "--python", python, "--constraint", str(ROOT / "requirements.lock"),
            str(wheel), cwd=folder)  # fmt: skip
        command = str(folder / "env" / "bin" / "windtunnel")
        listed = json.loads(run(command, "systems", "--json", cwd=folder))
        print("systems in the wheel:", ", ".join(row["system"] for row in listed))
        result = json.loads(
            run(command, "run", "support-triage", "--condition", "calm", "--count", "20", "--json", cwd=folder)
        )
        print("support-triage calm:", result["scenarios"][0]["conditions"][0]["verdict"])


if __name__ == "__main__":
    main()
