"""sem-id-became-uuid."""

from __future__ import annotations

import uuid

from ..drifting import make, shown


def test_ids_are_uuids_of_version_4() -> None:
    """Each number has its own."""
    new = shown("sem-id-became-uuid", "id", 111)
    assert uuid.UUID(new).version == 4
    assert new != shown("sem-id-became-uuid", "id", 112)


def test_capitals_mean_the_same() -> None:
    """As in every UUID."""
    new = shown("sem-id-became-uuid", "id", 111)
    assert make("sem-id-became-uuid", "Ticket.id").original(new.upper()) == "111"
