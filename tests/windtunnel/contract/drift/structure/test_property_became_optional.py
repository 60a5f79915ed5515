"""response-property-became-optional."""

from __future__ import annotations

from ..drifting import listed, make, seen


def test_a_share_of_the_records_lacks_the_field() -> None:
    """Some have it, some do not, the same ones for the same seed."""
    rows = [{"id": number, "subject": "s"} for number in range(40)]
    having = ["subject" in row for row in listed(make("response-property-became-optional"), rows)]
    assert 5 < sum(having) < 35
    assert having == ["subject" in row for row in listed(make("response-property-became-optional"), rows)]


def test_the_share_can_be_all() -> None:
    """Then no record has it."""
    assert seen("response-property-became-optional", "Ticket.subject", {"id": 1, "subject": "s"}, share=1) == {"id": 1}
