"""Processes that do not outlive the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.processes import is_running, wait_until_gone
from windtunnel.world.children import Leash, die_with_parent

SOURCE = Path(__file__).resolve().parents[3] / "src"
SLEEPER = "import time; time.sleep(60)"
PARENT = f"""
import subprocess, sys, time
from windtunnel.world.children import die_with_parent
child = subprocess.Popen([sys.executable, "-c", {SLEEPER!r}], preexec_fn=die_with_parent())
print(child.pid, flush=True)
time.sleep(60)
"""
EMPLOYER = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from windtunnel.world.children import end_with_parent
pool = ProcessPoolExecutor(3, multiprocessing.get_context("fork"), end_with_parent)
pool.submit(os.getpid).result()
print(*pool._processes, flush=True)
time.sleep(60)
"""
OWNER = f"""
import subprocess, sys, time
from windtunnel.world.children import Leash
leash = Leash()
middle = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]).pid, flush=True); input()"
pipe = subprocess.PIPE
child = subprocess.Popen([sys.executable, "-c", middle], stdin=pipe, stdout=pipe, start_new_session=True)
leash.hold(child.pid)
print(child.pid, int(child.stdout.readline()), leash._process.pid, flush=True)
time.sleep(60)
"""


@contextmanager
def killed(code: str) -> Iterator[list[int]]:
    """Run ``code``, give the processes that it names, and kill it; wait until all of them are gone."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        processes = [int(number) for number in parent.stdout.readline().split()]
        yield processes
        parent.send_signal(signal.SIGKILL)
    for process in processes:
        wait_until_gone(process)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_a_child_does_not_outlive_a_parent_that_is_killed() -> None:
    """SIGKILL leaves no time to clean up; the kernel does it."""
    with killed(PARENT) as children:
        assert [is_running(child) for child in children] == [True]


def test_a_child_whose_parent_died_first_does_not_begin() -> None:
    """Nobody would tell it any more."""
    prepare = die_with_parent()
    if prepare is None:
        pytest.skip("Linux only")
    orphan = os.fork()
    if orphan == 0:
        if os.fork() == 0:
            with suppress(BaseException):
                prepare()
            os._exit(1)
        os._exit(os.waitstatus_to_exitcode(os.wait()[1]) + 100)
    assert os.waitstatus_to_exitcode(os.waitpid(orphan, 0)[1]) == 100 - signal.SIGKILL


def test_workers_do_not_wait_for_work_for_ever() -> None:
    """Whoever gave it to them was killed, and they hold the queue open themselves."""
    with killed(EMPLOYER) as workers:
        assert [is_running(worker) for worker in workers] == [True] * 3


def test_what_a_child_started_goes_with_it_when_their_owner_is_killed() -> None:
    """Child, grandchild, and the process that sees to it."""
    with killed(OWNER) as processes:
        assert [is_running(process) for process in processes] == [True] * 3


def test_a_group_is_let_go_of_or_ended() -> None:
    """One that has ended by itself is nobody's business any more."""
    children = [subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True) for _ in range(2)]
    with closing(Leash()) as leash:
        for child in children:
            leash.hold(child.pid)
        leash.forget(children[0].pid)
    assert children[1].wait() == -signal.SIGKILL
    assert children[0].poll() is None
    children[0].kill()
    children[0].wait()
