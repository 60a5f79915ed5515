"""The doors of the integration, each run against changed webhooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.drift_receivers import RECEIVERS, challenge
from windtunnel.content.project import Project
from windtunnel.gate.delivery_assessment import assess_deliveries
from windtunnel.gate.receivers import Delivered

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("system", sorted(RECEIVERS))
def test_no_change_of_webhooks_is_silent(system: str) -> None:
    """What is not understood is refused, an unknown event too, and nothing is taken unverified."""
    for receiver in RECEIVERS[system]:
        found = assess_deliveries(Project(ROOT), system, receiver, lambda: 0.0)
        assert not found.control_failed
        assert len(found.judged) > 50
        assert not [(each.mutant.operator, each.mutant.place) for each in found.judged if each.judgement.is_finding]


@pytest.mark.parametrize(
    ("body", "answer"), [(b'{"challenge":"abc"}', b"abc"), (b'{"a":1}', b""), (b"[]", b""), (b"no", b"")]
)
def test_a_check_of_the_address_is_answered(body: bytes, answer: bytes) -> None:
    """With what it asks for, and everything else with nothing."""
    assert challenge(Delivered("POST", {}, body)) == answer
