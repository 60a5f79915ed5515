"""The pytest plugin, as suites use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

ERRAND = Path(__file__).parent / "scenario" / "errand"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A project with simulators of its own, and room for tests."""
    shutil.copytree(ERRAND, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "out"))
    return tmp_path


def run(suite: Path, text: str, *options: str) -> tuple[int, str]:
    """Run a test file in a process of its own, with the plugin, and return exit code and output."""
    (suite / "test_it.py").write_text(text)
    given = ["-q", "-p", "windtunnel.pytest_plugin", "-p", "no:cacheprovider", "--show-capture=no", *options]
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import pytest; sys.exit(pytest.main({given!r}))"
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=suite,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    return done.returncode, done.stdout + done.stderr


SYSTEMS = """
def test_post(room, clock):
    began = clock.now()
    with room.client() as client:
        assert client.post("/messages", json={"ticket": "1", "text": "hello", "key": "a"}).status_code == 201
    clock.advance(60)
    assert clock.now() == began + 60

def test_nothing_is_left(room, clock, world):
    assert list(room.store["messages"]) == []
    assert world.system("room") is room
    assert room.url == "https://room.windtunnel.test"

def test_fault(room):
    fault = room.fault("status", status=503, count=1)
    with room.client() as client:
        assert client.get("/messages").status_code == 503
        assert client.get("/messages").status_code == 200
    assert fault.injected == 1

def test_windtunnels_own_systems_are_there_too(zendesk):
    with zendesk.client() as client:
        assert client.get("/api/v2/tickets.json").status_code == 401
"""


def test_every_system_of_the_project_is_a_fixture(suite: Path) -> None:
    """A fresh simulator for each test, its clock, and its faults."""
    code, out = run(suite, SYSTEMS)
    assert code == 0, out
    assert "4 passed" in out


def test_processes_of_xdist_do_not_disturb_each_other(suite: Path) -> None:
    """Each has worlds of its own."""
    code, out = run(suite, SYSTEMS, "-p", "xdist", "-n", "2")
    assert code == 0, out
    assert "4 passed" in out


SCENARIOS = """
import windtunnel
from windtunnel.pytest_plugin import scenario

@windtunnel.scenario("errand", condition="answers-lost", count=8)
def test_result(result):
    assert result.verdict == "PASS"
    assert result.accepted == 8

@scenario("errand", condition="answers-lost", count=8)
def test_passes_by_itself():
    pass
"""


def test_a_scenario_is_a_test(suite: Path) -> None:
    """One that takes the result judges it; one that does not passes with the verdict."""
    code, out = run(suite, SCENARIOS)
    assert code == 0, out


def test_a_failure_ends_with_the_command_that_repeats_it(suite: Path) -> None:
    """Why it failed, and how to see it again; the command is a real one."""
    file = suite / "scenarios" / "errand.yaml"
    file.write_text(file.read_text().replace('MISTAKE: "none"', "MISTAKE: key-per-attempt"))
    code, out = run(suite, SCENARIOS)
    assert code == 1
    assert "answers-lost is FAIL\nidempotency-key-stable: " in out
    command = "windtunnel run errand --condition answers-lost --seed 1 --count 8"
    assert f"replay: {command} --project {suite}" in out
    assert out.count("replay: ") == 2


def test_a_result_without_a_scenario_is_told(suite: Path) -> None:
    """The message says what is missing."""
    code, out = run(suite, "def test_it(result):\n    pass\n")
    assert code == 1
    assert "the fixture result needs @windtunnel.scenario(name, condition=...)" in out


def test_an_unknown_condition_is_told(suite: Path) -> None:
    """With what was probably meant."""
    text = 'from windtunnel.pytest_plugin import scenario\n@scenario("errand", condition="clam")\ndef test_it(): pass\n'
    code, out = run(suite, text)
    assert code == 1
    assert "did you mean 'calm'" in out


def test_other_suites_pay_nothing(suite: Path) -> None:
    """The plugin loads nothing of the engine but the decorator until a test asks for it."""
    text = "import sys\ndef test_it():\n    loaded = [n for n in sys.modules if n.startswith('windtunnel.')]\n"
    code, out = run(suite, f"{text}    assert len(loaded) == 3, loaded\n")
    assert code == 0, out


def test_a_users_fixture_of_the_same_name_goes_first(suite: Path) -> None:
    """Having the plugin installed breaks no suite that has such names."""
    (suite / "conftest.py").write_text("import pytest\n@pytest.fixture\ndef slack():\n    return 'mine'\n")
    code, out = run(suite, "def test_it(slack):\n    assert slack == 'mine'\n")
    assert code == 0, out
