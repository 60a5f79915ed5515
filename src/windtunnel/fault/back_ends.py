"""Where faults can be made: each back end sees other things, so each kind says which of them cannot do it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from windtunnel.kernel.errors import UsageError


class BackEnd(StrEnum):
    """What makes a fault happen."""

    VIRTUAL = "virtual"
    """The virtual world: one process, virtual time."""
    WIRE = "wire"
    """The wire world: simulators on sockets, the subject in a process of its own."""
    SERVED = "served"
    """Simulators that ``windtunnel up`` serves, by their control API."""
    TCP_PROXY = "tcp-proxy"
    """A TCP proxy in front of a system: ours, or a Toxiproxy server."""
    HTTP_PROXY = "http-proxy"
    """mitmproxy in front of a live system."""


class BackEndError(UsageError):
    """A back end was asked for a fault that it cannot make."""


Reasons = Mapping[BackEnd, str]
"""Why back ends cannot make a fault; those that are not named can."""

BYTES = "a TCP proxy sees bytes, and no requests or answers in them"
WHOLE = "mitmproxy passes an answer on whole, and leaves its pace to the client's connection"
OUTSIDE = "what a live system holds is not ours to change"
EVERYWHERE: Reasons = {}
"""Of faults that every back end can make."""
ON_REQUESTS: Reasons = {BackEnd.TCP_PROXY: BYTES}
"""Of faults that have to see requests or answers."""
ON_PACE: Reasons = {BackEnd.HTTP_PROXY: WHOLE}
"""Of faults on how bytes travel."""
ON_CONNECTING: Reasons = {
    BackEnd.HTTP_PROXY: "a client of mitmproxy is connected before anything is known of its request"
}
"""Of faults before there is a connection."""
ON_BODIES: Reasons = {BackEnd.TCP_PROXY: BYTES, BackEnd.HTTP_PROXY: WHOLE}
"""Of faults in the middle of one answer."""
ON_NAMES: Reasons = {
    BackEnd.WIRE: "simulators are at loopback addresses, so no name is looked up",
    BackEnd.SERVED: "simulators are at loopback addresses, so no name is looked up",
    BackEnd.TCP_PROXY: "clients of a TCP proxy look up its own name",
}
"""Of faults in looking up names; mitmproxy answers as a proxy does that finds no address."""
ON_HANDSHAKES: Reasons = {
    BackEnd.TCP_PROXY: "the handshake is between client and system, and a TCP proxy passes its bytes on",
    BackEnd.HTTP_PROXY: "mitmproxy shows clients certificates of its own",
}
"""Of faults in TLS."""
ON_SUBJECT: Reasons = dict.fromkeys(
    (BackEnd.SERVED, BackEnd.TCP_PROXY, BackEnd.HTTP_PROXY), "only a rehearsal has a subject that it started itself"
)
"""Of faults in the subject."""
ON_STATE: Reasons = {BackEnd.TCP_PROXY: BYTES, BackEnd.HTTP_PROXY: OUTSIDE}
"""Of faults that change the system itself, or that only the system knows how to make."""
ON_DELIVERIES: Reasons = {
    BackEnd.TCP_PROXY: BYTES,
    BackEnd.HTTP_PROXY: "webhooks go from the live system to the receiver, and do not come by here",
}
"""Of faults on what is on its way to the subject."""


def refuse(kind: str, back_end: BackEnd, reason: str, able: tuple[BackEnd, ...]) -> BackEndError:
    """Return the error that names what can make the fault instead."""
    others = f"; it can be made by: {', '.join(able)}" if able else ""
    return BackEndError(f"{kind} cannot be made by the {back_end} back end: {reason}{others}")
