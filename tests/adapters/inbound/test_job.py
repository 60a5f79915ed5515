"""Jobs, and why they stop."""

from __future__ import annotations

from adapters.errors import Rejected, SystemUnavailable
from adapters.inbound.job import Cause, NewJob, Queue


def test_a_cause_names_the_error_its_system_and_whether_it_passes() -> None:
    """With the masked text that it is given, not the error's own."""
    passing = Cause.of(SystemUnavailable("secret", system="crm"), "masked")
    assert passing == Cause("SystemUnavailable", "masked", "crm", transient=True)
    assert str(passing) == "SystemUnavailable: masked"
    assert not Cause.of(Rejected("no", system="crm"), "no").transient
    assert Cause.of(KeyError("defect"), "defect") == Cause("KeyError", "defect")


def test_the_depth_counts_what_is_not_finished() -> None:
    """Ready and leased; neither done nor dead."""
    assert Queue(ready=2, leased=3, done=5, review=7, dead=11, oldest_accepted_at=None).depth == 5


def test_jobs_do_not_share_their_payload() -> None:
    """A default is made anew for each."""
    assert NewJob("a", "k", "l").payload is not NewJob("b", "k", "l").payload
