"""What a TCP proxy is told."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.fault import BackEndError, read_fault
from windtunnel.fault.harm import Closed, Harm, Toxic


@pytest.mark.parametrize(
    ("fault", "harm"),
    [
        ({"kind": "refuse"}, Closed()),
        ({"kind": "reset", "probability": 0.25}, Toxic("reset_peer", {"timeout": 0}, "upstream", 0.25)),
        ({"kind": "black-hole"}, Toxic("timeout", {"timeout": 0}, "upstream")),
        ({"kind": "latency", "least": "100ms", "most": "300ms"}, Toxic("latency", {"latency": 200, "jitter": 100})),
        ({"kind": "bandwidth", "rate": 64000}, Toxic("bandwidth", {"rate": 64})),
        (
            {"kind": "slicer", "average": 100, "variation": 10, "pause": "2ms"},
            Toxic("slicer", {"average_size": 100, "size_variation": 10, "delay": 2000}),
        ),
        (
            {"kind": "slow-drip", "bytes": 8, "pause": "500ms"},
            Toxic("slicer", {"average_size": 8, "size_variation": 0, "delay": 500_000}),
        ),
        ({"kind": "slow-close", "delay": "5s"}, Toxic("slow_close", {"delay": 5000})),
        ({"kind": "cut-after", "bytes": 4096}, Toxic("limit_data", {"bytes": 4096})),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_a_fault_is_told_in_the_units_of_the_api(fault: dict[str, Any], harm: Harm) -> None:
    """Milliseconds, microseconds, kilobytes."""
    assert read_fault({"on": "crm", **fault}, place="fault").harms() == (harm,)


def test_a_rate_that_the_api_cannot_say_is_refused() -> None:
    """It would be another rate in silence."""
    with pytest.raises(BackEndError, match="whole kilobytes of 1000 bytes a second, and the rate is 1500"):
        read_fault({"on": "crm", "kind": "bandwidth", "rate": 1500}, place="fault").harms()


def test_a_refusal_with_a_probability_is_refused() -> None:
    """A proxy listens or it does not."""
    with pytest.raises(BackEndError, match="probability"):
        read_fault({"on": "crm", "kind": "refuse", "probability": 0.5}, place="fault").harms()
