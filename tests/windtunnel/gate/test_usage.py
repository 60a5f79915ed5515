"""What an adapter uses, found out by running its probes."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.contract.diff.usage import OperationUsage, Usage
from windtunnel.gate.probes import probes_of
from windtunnel.gate.usage import usage_by_running
from windtunnel.kernel.errors import InconclusiveError

from .shop import shop


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Usage:
    """What the shop's probes use."""
    root = shop(tmp_path_factory.mktemp("shop"))
    project = Project(root)
    return usage_by_running(project, "shop", probes_of(project)["shop"])


def _operation(used: Usage, name: str) -> OperationUsage:
    return next(each for each in used.operations if each.id == name)


def test_calls_are_known_by_operation_and_line(used: Usage) -> None:
    """With method, path template, and the line of the project that each operation alone goes through."""
    made, read = _operation(used, "createOrder"), _operation(used, "readOrder")
    assert (made.method, made.path, made.statuses) == ("POST", "/orders", (201,))
    assert (read.method, read.path, read.statuses) == ("GET", "/orders/{id}", (200,))
    source = [line.partition(":") for line in (*made.lines, *read.lines)]
    assert {file for file, _, _ in source} == {"adapters/drift_probes.py"}
    assert made.lines != read.lines


def test_what_is_sent_is_known_by_name_and_never_by_value(used: Usage) -> None:
    """Properties of bodies, those in lists included, with whether every object has them."""
    made = _operation(used, "createOrder")
    names = {each.name: each.always for each in made.properties}
    assert names["$.customer"]
    assert names["$.lines[].amount"]
    assert made.media == ("application/json",)
    assert all(each.lines == made.lines for each in made.properties)
    assert "Ann" not in repr(used)


def test_what_is_read_is_known_with_its_lines(used: Usage) -> None:
    """Fields of answers, put together from all probes."""
    read = {each.name: each.lines for each in _operation(used, "readOrder").reads}
    assert {"$.customer", "$.total", "$.lines", "$.lines[].amount"} <= read.keys()
    assert "$.note" not in read
    assert len(read["$.total"]) > 1
    assert all(line.startswith("adapters/drift_probes.py:") for line in read["$.total"])


def test_a_probe_that_fails_uses_nobody_knows_what(tmp_path: Path) -> None:
    """The run ends without a conclusion and says which probe it was."""
    root = shop(tmp_path)
    (root / "windtunnel.toml").write_text('[drift]\nprobes = "adapters.drift_probes:BROKEN"\n', encoding="utf-8")
    project = Project(root)
    with pytest.raises(InconclusiveError, match="what shop failing uses is not known: the control failed"):
        usage_by_running(project, "shop", probes_of(project)["shop"])
