"""sem-request-property-renamed."""

from __future__ import annotations

import pytest

from ..drifting import asked, post


@pytest.mark.parametrize(
    ("sent", "seen_by_desk"),
    [
        ({"note": "n", "id": 1}, {"id": 1}),
        ({"memo": "n", "id": 1}, {"note": "n", "id": 1}),
        ({"memo": "new", "note": "old"}, {"note": "new"}),
    ],
)
def test_only_the_new_name_is_known(sent: object, seen_by_desk: object) -> None:
    """The old one is ignored."""
    request, _ = asked("sem-request-property-renamed", post({"ticket": sent}), at="ticket.note", to="memo")
    assert request is not None
    assert request.json() == {"ticket": seen_by_desk}
