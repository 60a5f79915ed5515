"""A pytest plugin that notes which operations of which simulators the tests meet, and how they end.

python -m pytest tests/simulators -p tests.simulators.fidelity.witness --evidence FILE
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.fidelity import Evidence
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

BY_FILE = {"test_client_session.py": Evidence.CLIENT, "test_contract.py": Evidence.FUZZED}
"""Files of tests that are evidence of a kind of their own."""
SPENT = "QuotaExhausted"
NOT_BUILT = 501

Met = dict[str, dict[str, set[str]]]


class Witness:
    """Stands beside ``System.handle``."""

    def __init__(self) -> None:
        self.met: Met = defaultdict(lambda: defaultdict(set))
        self.file = ""
        self._handle = System.handle

    def attach(self) -> None:
        """Look at every request from now on."""
        witness, handle = self, self._handle

        def witnessed(system: System, request: Request) -> Response:
            response = handle(system, request)
            witness.note(system, request, response)
            return response

        System.handle = witnessed  # type: ignore[assignment,method-assign]  # undone by detach

    def detach(self) -> None:
        """Look away."""
        System.handle = self._handle  # type: ignore[method-assign]  # as it was

    def note(self, system: System, request: Request, response: Response) -> None:
        """Note what an answer is evidence of."""
        operation, _ = system.identify(request)
        if operation not in system.contract.operations or response.status == NOT_BUILT:
            return
        found = self.met[system.name][operation]
        kind = BY_FILE.get(self.file)
        refused = response.status >= 400 or bool(response.cause)  # some vendors say 200 and mean no
        if kind is Evidence.FUZZED or (kind is Evidence.CLIENT and not refused):
            found.add(kind.value)
        if refused:
            found.add((Evidence.QUOTA if response.cause == SPENT else Evidence.ERRORS).value)


WITNESS = Witness()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the file to write."""
    parser.addoption("--evidence", type=Path, default=None, help="write what the tests met of the simulators")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to look."""
    if config.getoption("--evidence") is not None:
        WITNESS.attach()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Know which file is running."""
    WITNESS.file = item.path.name


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was met."""
    path: Path | None = session.config.getoption("--evidence")
    if path is not None:
        WITNESS.detach()
        path.write_text(json.dumps(as_json(WITNESS.met), indent=1, sort_keys=True))


def as_json(met: Met) -> dict[str, dict[str, list[Any]]]:
    """Return what was met with lists for sets."""
    return {system: {name: sorted(found) for name, found in names.items()} for system, names in met.items()}
