"""kill-subject."""

from __future__ import annotations

from random import Random

import pytest

from windtunnel.fault import read_fault
from windtunnel.fault.kill_subject import KillSubject
from windtunnel.kernel.errors import UsageError


class Mortal:
    """Notes what is done to it."""

    def __init__(self) -> None:
        self.life: list[str] = []

    def kill(self) -> int:
        """Die."""
        self.life.append("dies")
        return 1

    def revive(self) -> None:
        """Live again."""
        self.life.append("lives")


def test_it_kills_and_revives_as_often_as_it_says() -> None:
    """The last return ends the disturbance."""
    given = {"kind": "kill-subject", "from": "10s", "for": "3s", "times": 2, "spacing": "20s"}
    description = read_fault(given, place="x")
    fault = description.build(Random(1), 0.0)
    assert isinstance(fault, KillSubject)
    fault.subject = mortal = Mortal()
    assert list(fault.spans()) == [(10.0, 13.0), (30.0, 33.0)]
    assert description.until == 33.0
    fault.begin()
    fault.end()
    assert (mortal.life, fault.injected, fault.observed) == (["dies", "lives"], 1, 1)


def test_it_strikes_nobody_else() -> None:
    """A system is taken away by other faults."""
    with pytest.raises(UsageError, match="subject"):
        read_fault({"kind": "kill-subject", "on": "crm"}, place="x")
