"""The process that ends what its owner left behind."""

from __future__ import annotations

import signal
import subprocess
import sys

from windtunnel.world import leash

SLEEPER = "import time; time.sleep(60)"


def test_it_ends_what_is_held_when_there_is_no_owner_and_nothing_else() -> None:
    """Nobody can ask it to end before; a group that is gone already disturbs nothing."""
    gone = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    gone.wait()
    held, forgotten = (subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True) for _ in range(2))
    process = subprocess.Popen([sys.executable, "-I", leash.__file__], stdin=subprocess.PIPE, text=True)
    told = [f"hold {each.pid}\n" for each in (gone, forgotten, held)]
    assert process.stdin is not None
    process.stdin.write("".join((*told, f"forget {forgotten.pid}\n")))
    process.stdin.flush()
    process.communicate("")
    assert (process.returncode, held.wait(), forgotten.poll()) == (0, -signal.SIGKILL, None)
    forgotten.kill()
    forgotten.wait()
