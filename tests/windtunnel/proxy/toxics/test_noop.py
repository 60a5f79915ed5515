"""``noop``."""

from __future__ import annotations

from windtunnel.proxy.stage import Ending

from ..piping import Pipe


def test_everything_passes_at_once() -> None:
    """Chunks as they are, then the end."""
    pipe = Pipe("noop")
    pipe.send(b"a")
    pipe.send(b"b")
    pipe.end()
    assert pipe.out.chunks == [b"a", b"b"]
    assert pipe.out.times == [0.0, 0.0]
    assert pipe.out.ending is Ending.CLOSED
