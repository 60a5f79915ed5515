"""mitmdump as a process."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.processes import wait_until_gone
from windtunnel.intercept.process import InterceptionFailed
from windtunnel.intercept.proxy import Interception


def program(folder: Path, code: str) -> Path:
    """Return a program that runs ``code`` in place of mitmdump."""
    file = folder / "mitmdump"
    file.write_text(f"#!{sys.executable}\n{code}\n")
    file.chmod(0o755)
    return file


def test_only_its_last_words_are_told(tmp_path: Path) -> None:
    """Five lines, however many there were."""
    fake = program(tmp_path, "print(*range(1, 100), sep='\\n')\nraise SystemExit(3)")

    async def main() -> None:
        with pytest.raises(InterceptionFailed, match=r"ended with 3: 95 \| 96 \| 97 \| 98 \| 99$"):
            await Interception(fake, tmp_path, [], tmp_path / "ca.pem").start()

    asyncio.run(main())


def test_a_program_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    """A file that nobody may run."""
    fake = program(tmp_path, "")
    fake.write_text("nothing to run")

    async def main() -> None:
        with pytest.raises(InterceptionFailed, match="mitmdump cannot be started: Exec format error"):
            await Interception(fake, tmp_path, [], tmp_path / "ca.pem").start()

    asyncio.run(main())


def test_everything_that_it_told_is_heard_before_it_counts_as_stopped(tmp_path: Path) -> None:
    """What it wrote while it was being stopped as well; and it is gone."""
    fake = program(
        tmp_path,
        "import os, signal\n"
        "def stop(*_):\n"
        """    os.write(1, b'{"event": "refused", "host": "late.example"}\\n')\n"""
        "    os._exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        """os.write(1, b'{"event": "ready", "port": %d}\\n' % os.getpid())\n"""
        "while True:\n"
        "    signal.pause()",
    )

    async def main() -> None:
        told: list[object] = []
        proxy = Interception(fake, tmp_path, [], tmp_path / "ca.pem", told.append)
        await proxy.start()
        await proxy.stop()
        assert told == [{"event": "refused", "host": "late.example"}]
        wait_until_gone(int(proxy.url.rpartition(":")[2]))

    asyncio.run(main())
