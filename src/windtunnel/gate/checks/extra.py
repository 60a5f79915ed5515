"""The optional dependencies of the gate, and the processes that use them."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import UsageError
from windtunnel.world.children import die_with_parent

GRACE_SECONDS = 15.0
"""What importing and the last call may take beyond the time that was given."""
LINE_BYTES_MAX = 8 * 1024 * 1024


class MissingExtraError(UsageError):
    """A package is needed that is not installed."""


def require(*packages: str) -> None:
    """Make sure that packages are installed, without importing them.

    Raises:
        MissingExtraError: one is not.
    """
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        raise MissingExtraError(f"{', '.join(missing)}: not installed; pip install 'windtunnel[gate]'")


async def lines_from(module: str, order: Mapping[str, Any], seconds: float, folder: Path) -> tuple[list[Any], str]:
    """Run a module as a process, hand it an order, and return the JSON lines that it prints.

    Args:
        module: dotted name.
        order: JSON data, written to its standard input.
        seconds: after which it is ended, some time for its start added.
        folder: where it runs, so that no configuration of its libraries is found on the way.

    Returns:
        The lines, and why there may be fewer than there should be; empty when it ended by itself.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=_environment(),
        limit=LINE_BYTES_MAX,
        preexec_fn=die_with_parent(),
    )
    try:
        data = json.dumps(order).encode()
        out, error = await asyncio.wait_for(_conversation(process, data), seconds + GRACE_SECONDS)
    except TimeoutError:
        return [], f"took longer than {seconds:g} s and was ended"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    lines = [json.loads(line) for line in out.splitlines() if line.startswith(b"{")]
    if process.returncode:
        last = error.decode("utf-8", "replace").strip().rpartition("\n")[2]
        return lines, f"ended with {process.returncode}: {last}"
    return lines, ""


async def _conversation(process: asyncio.subprocess.Process, data: bytes) -> tuple[bytes, bytes]:
    return await process.communicate(data)


def _environment() -> dict[str, str]:
    """The child finds the same packages as we do."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "NO_COLOR": "1"}
