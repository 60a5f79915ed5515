"""Subjects that are processes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.processes import wait_until_gone
from windtunnel.kernel.clock import LoopClock
from windtunnel.scenario.life import SubjectGone
from windtunnel.scenario.process import ProcessLife, Program
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.http import Request
from windtunnel.world.ports import free_port

SERVER = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())
    def log_message(self, *args):
        pass
print("listening with " + os.environ["WORD"], flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def live(code: str, play: Callable[[ProcessLife, list[str]], Awaitable[None]]) -> None:
    """Let a process that runs ``code`` live."""

    async def main() -> None:
        lines: list[str] = []
        port = free_port()
        command = [sys.executable, "-c", code, str(port)]
        program = Program(command, {"WORD": "care", "PATH": os.environ["PATH"]}, Path.cwd(), port, ready="/")
        clock = LoopClock.live(asyncio.get_running_loop())
        life = ProcessLife(lambda: program, lambda: clock, lines.append, shown=lambda text: text.replace("care", "*"))
        try:
            await play(life, lines)
        finally:
            await life.stop()

    asyncio.run(main())


REQUEST = Request("GET", "/")


def test_it_is_started_called_and_stopped() -> None:
    """With the environment that it was given; what it writes is passed on."""

    async def play(life: ProcessLife, lines: list[str]) -> None:
        await life.start()
        answer = await life.call(REQUEST)
        await life.stop()
        with pytest.raises(ProcessLookupError):
            os.kill(int(answer.body), 0)
        assert lines == ["listening with care"]

    live(SERVER, play)


def test_it_is_killed_and_comes_back_as_another_process() -> None:
    """Meanwhile nobody listens."""

    async def play(life: ProcessLife, lines: list[str]) -> None:
        await life.start()
        before = (await life.call(REQUEST)).body
        assert life.kill() == 1
        with pytest.raises(SubjectGone):
            while True:
                await life.call(REQUEST)
        life.revive()
        while len(lines) < 2:
            await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(None, os.getpid), 5)
        await life.stop()
        assert before

    live(SERVER, play)


def test_a_successor_takes_over_at_another_port() -> None:
    """It is asked from then on, and the old process is gone."""

    async def main() -> None:
        ports = [free_port(), free_port()]
        environment = {"WORD": "care", "PATH": os.environ["PATH"]}
        programs = [
            Program([sys.executable, "-c", SERVER, str(port)], environment, Path.cwd(), port, ready="/")
            for port in ports
        ]
        clock = LoopClock.live(asyncio.get_running_loop())
        life = ProcessLife(lambda: programs[0], lambda: clock, print, successor=lambda: programs[1])
        try:
            await life.start()
            before = int((await life.call(REQUEST)).body)
            await life.replace()
            assert int((await life.call(REQUEST)).body) != before
            with pytest.raises(ProcessLookupError):
                os.kill(before, 0)
        finally:
            await life.stop()

    asyncio.run(main())


def test_one_that_is_killed_while_it_starts_is_no_failure(tmp_path: Path) -> None:
    """The next revival starts it again."""
    allowed = tmp_path / "allowed"
    allowed.touch()
    waiting = f"import os\nprint('starting', flush=True)\nwhile not os.path.exists({str(allowed)!r}): pass\n{SERVER}"

    async def play(life: ProcessLife, lines: list[str]) -> None:
        await life.start()
        allowed.unlink()
        assert life.kill() == 1
        life.revive()
        async with asyncio.timeout(20):
            while lines.count("starting") < 2:
                await asyncio.to_thread(os.getpid)
        assert life.kill() == 1
        await life.settled()
        assert life.failure is None
        allowed.touch()
        life.revive()
        await life.settled()
        assert (await life.call(REQUEST)).status == 200

    live(waiting, play)


def test_two_revivals_at_once_start_it_once() -> None:
    """Two deaths that end together leave one process behind."""

    async def play(life: ProcessLife, lines: list[str]) -> None:
        await life.start()
        assert life.kill() == 1
        life.revive()
        life.revive()
        await life.settled()
        after = (await life.call(REQUEST)).body
        life.revive()
        await life.settled()
        assert (await life.call(REQUEST)).body == after
        assert len(lines) == 2

    live(SERVER, play)


def test_one_that_runs_is_not_started_again() -> None:
    """A revival without a death changes nothing."""

    async def play(life: ProcessLife, lines: list[str]) -> None:
        await life.start()
        before = (await life.call(REQUEST)).body
        life.revive()
        await life.settled()
        assert (await life.call(REQUEST)).body == before

    live(SERVER, play)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit('no licence')", "ended with 1: no licence"),
        ("raise SystemExit(0)", "ended with 0, and wrote nothing"),
        ("import os, sys; sys.exit('no ' + os.environ['WORD'])", r"ended with 1: no \*$"),
    ],
)
def test_what_ends_before_it_is_ready_says_why(code: str, message: str) -> None:
    """With its exit code and as much of its last words as may be shown."""

    async def play(life: ProcessLife, lines: list[str]) -> None:
        with pytest.raises(SubjectCrashed, match=message):
            await life.start()

    live(code, play)


def test_a_program_that_does_not_exist_is_named() -> None:
    """The file, and what the system says."""

    async def main() -> None:
        clock = LoopClock.live(asyncio.get_running_loop())
        program = Program(["no-such-program"], {}, Path.cwd(), 1)
        with pytest.raises(SubjectCrashed, match="no-such-program cannot be started"):
            await ProcessLife(lambda: program, lambda: clock, print).start()

    asyncio.run(main())


STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
sys.stdin.read()
signal.pause()
"""
LEAVES_A_CHILD = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {STUBBORN!r}], stdout=subprocess.PIPE, text=True)
child.stdout.readline()
print(child.pid, flush=True)
{SERVER}
"""


def test_what_it_started_does_not_outlive_it() -> None:
    """Nor does a child that ignores the request to end keep it from being stopped."""
    children: list[int] = []

    async def play(life: ProcessLife, lines: list[str]) -> None:
        await life.start()
        children.append(int(lines[0]))
        await life.stop()

    live(LEAVES_A_CHILD, play)
    wait_until_gone(children[0])
