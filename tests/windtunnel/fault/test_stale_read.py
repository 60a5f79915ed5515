"""stale-read."""

from __future__ import annotations

from windtunnel.world.http import Request, Response, json_response

from .striking import Vendor, make, send


class Counting(Vendor):
    """Answers each request with its number."""

    def handle(self, request: Request) -> Response:
        """Count."""
        self.handled += 1
        return json_response({"version": self.handled})


def test_a_read_is_answered_as_it_was_a_while_ago() -> None:
    """The newest answer that is old enough; the first reads have none."""
    fault, vendor = make({"kind": "stale-read", "age": "30s"}), Counting()
    versions = []
    for at in (0.0, 10.0, 29.0, 35.0, 45.0, 70.0):
        outcome = send(fault, vendor, at=at)
        assert outcome.response is not None
        versions.append(outcome.response.json()["version"])
    assert versions == [1, 2, 3, 1, 2, 4]
    assert fault.injected == 3


def test_a_replica_has_what_was_written_before_the_moment_that_it_has_come_to() -> None:
    """An answer from before a write is given for as long as the replica is behind, and never after that."""
    fault, vendor = make({"kind": "stale-read", "age": "30s"}), Counting()

    def version(at: float) -> int:
        outcome = send(fault, vendor, at=at)
        assert outcome.response is not None
        told: int = outcome.response.json()["version"]
        return told

    assert version(0.0) == 1
    send(fault, vendor, at=10.0, method="POST")
    assert [version(35.0), version(40.5)] == [1, 4]
