"""tls-failure."""

from __future__ import annotations

import pytest

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
