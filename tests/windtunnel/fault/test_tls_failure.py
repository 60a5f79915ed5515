"""tls-failure."""

from __future__ import annotations

import pytest

from windtunnel.fault.tls_failure import TlsFailure, presented_at_handshake
from windtunnel.kernel.errors import UsageError
from windtunnel.world.exchange import Loss

from .striking import Vendor, make, send


@pytest.mark.parametrize(
    ("how", "loss"),
    [
        ("expired", Loss.CERTIFICATE_EXPIRED),
        ("wrong-host", Loss.CERTIFICATE_FOR_ANOTHER_HOST),
        ("untrusted", Loss.CERTIFICATE_UNTRUSTED),
        ("protocol", Loss.PROTOCOL_TOO_OLD),
    ],
)
def test_the_handshake_fails_in_its_way(how: str, loss: Loss) -> None:
    """Nothing is sent."""
    vendor = Vendor()
    outcome = send(make({"kind": "tls-failure", "how": how}), vendor)
    assert (outcome.loss, outcome.reached, vendor.handled) == (loss, False, 0)


def test_another_way_is_unknown() -> None:
    """With what there is."""
    with pytest.raises(UsageError, match="expired"):
        make({"kind": "tls-failure", "how": "tired"})


def over_sockets(**description: object) -> TlsFailure:
    """Return the fault as whoever serves sockets uses it."""
    fault = make({"kind": "tls-failure", **description})
    assert isinstance(fault, TlsFailure)
    fault.over_sockets = True
    return fault


def test_over_sockets_it_strikes_connections_and_has_open_ones_closed() -> None:
    """A request on an open connection is answered, and the connection ends after it."""
    fault, vendor = over_sockets(**{"from": 5, "for": 5, "every": 2}), Vendor()
    before, within, after = (send(fault, vendor, at).response for at in (0.0, 6.0, 11.0))
    closing = [response is not None and response.header("connection") for response in (before, within, after)]
    assert closing == [None, "close", None]
    presented = [presented_at_handshake([fault], at) for at in (0.0, 6.0, 7.0, 8.0, 11.0)]
    assert [each and each.flaw for each in presented] == [None, None, "expired", None, None]
    assert (fault.injected, vendor.handled) == (1, 3)


def test_a_client_that_trusts_it_all_the_same_has_not_met_it() -> None:
    """Where there are no sockets, nobody can tell."""
    fault = over_sockets()
    presented = presented_at_handshake([fault], 0.0)
    assert presented is not None
    assert fault.observed == 1
    presented.trusted()
    assert fault.observed == 0
    assert make({"kind": "tls-failure"}).observed is None
