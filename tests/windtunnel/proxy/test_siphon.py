"""Moving bytes inside the kernel."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

import pytest

from windtunnel.proxy.siphon import PIPE_BYTES, Siphon

from .looping import pair

pytestmark = pytest.mark.skipif(not hasattr(os, "splice"), reason="only Linux has splice")
DATA = bytes(range(251)) * 200  # as much as a fresh connection takes at once


def test_bytes_go_from_socket_to_socket() -> None:
    """As many as were there, unchanged; then there is nothing."""
    with pair() as (writer, source), pair() as (destination, reader):
        siphon = Siphon()
        writer.send(DATA)
        assert siphon.fill(source) == siphon.held_bytes == len(DATA)
        assert siphon.drain(destination) == len(DATA)
        assert siphon.held_bytes == 0
        assert reader.recv(1 << 20) == DATA
        with pytest.raises(BlockingIOError):
            siphon.fill(source)
        writer.shutdown(socket.SHUT_WR)
        assert siphon.fill(source) == 0
        siphon.close()


def test_what_the_destination_has_no_room_for_is_held() -> None:
    """Nothing is lost or doubled when it has room again."""
    with pair() as (writer, source), pair() as (destination, reader):
        siphon, sent = Siphon(), bytearray()
        while not siphon.held_bytes:
            sent += DATA[: writer.send(DATA)]
            siphon.fill(source)
            siphon.drain(destination)
        received = bytearray()
        for _ in range(100_000):
            with contextlib.suppress(BlockingIOError):
                received += reader.recv(65536)
            siphon.drain(destination)
            if len(received) == len(sent):
                break
        assert received == sent
        siphon.close()


def test_a_destination_that_is_gone_is_told() -> None:
    """As an error, not as a signal."""
    with pair() as (writer, source), pair() as (destination, reader):
        siphon = Siphon()
        reader.close()
        with pytest.raises(OSError, match="pipe|reset"):
            for _ in range(10):
                writer.send(b"x" * 100)
                siphon.fill(source)
                siphon.drain(destination)
        siphon.close()


def test_a_system_without_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """So does one that has no pipe of that size left; no descriptor stays open."""
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    monkeypatch.setattr("windtunnel.proxy.siphon.PIPE_BYTES", (1 << 31) - 1)
    with pytest.raises(OSError, match="permitted|Invalid|memory"):
        Siphon()
    monkeypatch.setattr("windtunnel.proxy.siphon.PIPE_BYTES", PIPE_BYTES)
    monkeypatch.delattr(os, "splice")
    with pytest.raises(OSError, match="cannot splice"):
        Siphon()
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before
