"""Time, randomness and ids come from the world: direct calls are banned, and the replacement is named."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .sources import ROOT, python_files, tree

BANNED = {
    "time.time": "clock.now()",
    "time.time_ns": "clock.now()",
    "time.monotonic": "clock.now()",
    "time.perf_counter": "clock.now()",
    "time.sleep": "await clock.sleep(seconds)",
    "datetime.now": "datetime.fromtimestamp(clock.now(), UTC)",
    "datetime.utcnow": "datetime.fromtimestamp(clock.now(), UTC)",
    "datetime.today": "datetime.fromtimestamp(clock.now(), UTC)",
    "date.today": "datetime.fromtimestamp(clock.now(), UTC).date()",
    "uuid.uuid1": "ids.uuid()",
    "uuid.uuid4": "ids.uuid()",
    "uuid4": "ids.uuid()",
    "os.urandom": "a stream of Randomness",
    "secrets.token_hex": "ids.hexadecimal(n)",
    "secrets.token_urlsafe": "ids.alnum(n)",
    "random.random": "a stream of Randomness",
    "random.choice": "a stream of Randomness",
    "random.uniform": "a stream of Randomness",
    "random.randint": "a stream of Randomness",
    "random.shuffle": "a stream of Randomness",
    "asyncio.sleep": "await clock.sleep(seconds)",
}
GUARDED = (
    "src/windtunnel/kernel",
    "src/windtunnel/contract",
    "src/windtunnel/simulator",
    "src/windtunnel/fault",
    "src/windtunnel/scenario",
    "simulators",
    "adapters",
)
ALLOWED = {
    ("adapters/clock.py", "time.time"): "the production clock itself",
    ("adapters/clock.py", "asyncio.sleep"): "the production clock itself",
    ("src/windtunnel/kernel/clock.py", "asyncio.sleep"): "the world's clock itself",
    ("src/windtunnel/kernel/clock.py", "time.time"): "where the wire world's clock begins",
    ("src/windtunnel/kernel/controlled_clock.py", "asyncio.sleep"): "the world's clock itself",
}

LAST = {name.rpartition(".")[2] for name in BANNED}


def _last(function: ast.expr) -> str:
    """Return the last part of a dotted name."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def calls(path: Path) -> list[tuple[int, str]]:
    """Dotted names that a file calls and that end like a banned one, with the line.

    The last two parts count (``datetime.datetime.now``). ``random.choice`` counts where ``random`` is the module, not
    where it is an argument of that name.
    """
    modules = {alias.name for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for alias in node.names}
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and _last(node.func) in LAST:
            dotted = ".".join(ast.unparse(node.func).split(".")[-2:])
            if not dotted.startswith("random.") or "random" in modules:
                found.append((node.lineno, dotted))
    return found


def test_no_code_of_a_world_reads_the_machine() -> None:
    """Clock, randomness and ids are arguments everywhere below the edges."""
    offences = []
    for path in python_files(*GUARDED):
        name = str(path.relative_to(ROOT))
        for line, dotted in calls(path):
            if dotted in BANNED and (name, dotted) not in ALLOWED:
                offences.append(f"{name}:{line} calls {dotted}; use {BANNED[dotted]}")
    assert offences == []


def test_every_exception_is_still_needed() -> None:
    """The list of exceptions may only shrink."""
    unused = [key for key in ALLOWED if key[1] not in {dotted for _, dotted in calls(ROOT / key[0])}]
    assert unused == []


@pytest.mark.parametrize("statement", ["time.time()", "datetime.datetime.now()", "import random\nrandom.choice([1])"])
def test_the_rule_finds_a_planted_call(statement: str, tmp_path: Path) -> None:
    """The rule is able to fail."""
    planted = tmp_path / "planted.py"
    planted.write_text(statement)
    assert {dotted for _, dotted in calls(planted)} & set(BANNED)
