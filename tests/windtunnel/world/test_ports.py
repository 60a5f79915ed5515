"""Ports for processes that have to be told one."""

from __future__ import annotations

from windtunnel.world.ports import free_port
from windtunnel.world.server import bind


def test_a_free_port_can_be_listened_on_and_comes_once() -> None:
    """One that is taken is passed over; the system hands none of them out by itself."""
    first, second = free_port(), free_port()
    assert first != second
    with bind(second + 1) as taken:
        taken.listen()
        third = free_port()
    assert third not in {first, second, second + 1}
    assert all(20_000 <= port < 32_000 for port in (first, second, third))
