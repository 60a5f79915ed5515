"""Asking back ends for what they can do, and for what they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from windtunnel.fault import KINDS, BackEnd, BackEndError, FaultDescription, read_fault
from windtunnel.kernel.errors import UsageError

NEEDED: Mapping[str, Mapping[str, Any]] = {
    "latency": {"least": "1s", "most": "2s"},
    "bandwidth": {"rate": 4000},
    "status": {"status": 503},
    "cut-after": {"bytes": 100},
    "misbehaviour": {"ways": ["slowly"]},
    "scale-quota": {"scale": 0.5},
}
TCP_KINDS = {
    "refuse",
    "reset",
    "black-hole",
    "latency",
    "bandwidth",
    "slicer",
    "slow-drip",
    "slow-close",
    "cut-after",
}


def described(kind: str, **more: Any) -> FaultDescription:
    """Return a fault of a kind with what it cannot do without."""
    role = {} if kind == "kill-subject" else {"on": "crm"}
    return read_fault({**role, "kind": kind, **NEEDED.get(kind, {}), **more}, place="fault")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("back_end", BackEnd)
def test_a_back_end_makes_a_fault_or_says_why_not_and_who_can(kind: str, back_end: BackEnd) -> None:
    """Asking for what cannot be done is an error, never silence."""
    fault = described(kind)
    if back_end not in fault.cannot:
        fault.require(back_end)
        return
    with pytest.raises(BackEndError) as caught:
        fault.require(back_end)
    message = str(caught.value)
    assert message.startswith(f"{kind} cannot be made by the {back_end} back end: {fault.cannot[back_end]}")
    assert "virtual" in message.rpartition("it can be made by: ")[2]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_tcp_proxy_can_make_has_its_harm(kind: str) -> None:
    """And nothing else has one."""
    if kind in TCP_KINDS:
        assert described(kind).harms()
        return
    with pytest.raises(BackEndError):
        described(kind).harms()


@pytest.mark.parametrize(
    "selection", [{"operations": ["ShowTicket"]}, {"keys": ["t-1"]}, {"every": 2}, {"count": 3}], ids=str
)
def test_a_tcp_proxy_refuses_to_pick_requests(selection: Mapping[str, Any]) -> None:
    """It would strike all of them in silence."""
    with pytest.raises(BackEndError, match=f"{next(iter(selection))} cannot be obeyed.*virtual, wire, served"):
        described("reset", **selection).require(BackEnd.TCP_PROXY)


def test_the_worlds_of_a_fault_follow_from_its_back_ends() -> None:
    """Most faults can be rehearsed in both; a name that cannot be looked up, in one."""
    assert described("latency").worlds == ("virtual", "wire")
    assert described("dns-failure").worlds == ("virtual",)
    assert described("tls-failure").worlds == ("virtual", "wire")
    assert described("tls-failure", operations=["ShowTicket"]).worlds == ("virtual",)


@pytest.mark.parametrize("back_end", [BackEnd.SERVED, BackEnd.HTTP_PROXY])
def test_a_fault_through_a_tcp_proxy_is_refused_where_there_is_none(back_end: BackEnd) -> None:
    """Rather than made in another way."""
    with pytest.raises(BackEndError, match="there is no TCP proxy for it to go through.*virtual, wire, tcp-proxy"):
        described("latency", through="tcp-proxy").require(back_end)


def test_a_fault_that_no_tcp_proxy_can_make_does_not_go_through_one() -> None:
    """It is refused when it is read, with its place."""
    with pytest.raises(UsageError, match="fault: .*status cannot go through a TCP proxy: a TCP proxy sees bytes"):
        described("status", through="tcp-proxy")
