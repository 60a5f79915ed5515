"""Where mitmproxy is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from windtunnel.kernel.errors import UsageError

VARIABLE = "WINDTUNNEL_MITMDUMP"
OWN = Path(".windtunnel") / "mitm"


def find_mitmdump(environment: Mapping[str, str], root: Path) -> Path:
    """Return the program that intercepts.

    Args:
        environment: ``WINDTUNNEL_MITMDUMP`` names it, when it is nowhere else.
        root: of the project, whose ``.windtunnel/mitm`` can be a virtual environment that holds it.

    Raises:
        UsageError: it is nowhere; the message says how to install it.
    """
    for candidate in _candidates(environment, root):
        if candidate.is_file():
            return candidate
    own = root / OWN
    raise UsageError(
        "mitmproxy is needed to intercept, and is not installed; it wants an environment of its own:\n"
        f'  python -m venv {own} && {own}/bin/pip install "mitmproxy>=11.0.2,<12"\n'
        f"or name its mitmdump in {VARIABLE}"
    )


def _candidates(environment: Mapping[str, str], root: Path) -> Iterator[Path]:
    if environment.get(VARIABLE):
        yield Path(environment[VARIABLE])
    yield Path(sys.executable).parent / "mitmdump"
    yield root / OWN / "bin" / "mitmdump"
    found = shutil.which("mitmdump", path=environment.get("PATH"))
    if found is not None:
        yield Path(found)
