"""Finding a field in bodies."""

from __future__ import annotations

import pytest

from windtunnel.contract.drift.places import Places
from windtunnel.kernel.errors import UnknownNameError

from .drifting import CONTRACT, RECORD


def upper(body: object, at: str, operation: str) -> tuple[object, int]:
    """Write the field in capitals wherever it stands."""
    places = Places(CONTRACT, at)
    return places.change(CONTRACT.operations[operation], 200, body, lambda value: str(value).upper())


def test_a_schema_is_found_wherever_an_answer_holds_it() -> None:
    """In lists, and inside itself."""
    nested = {**RECORD, "parent": RECORD}
    body, count = upper({"tickets": [nested, RECORD]}, "Ticket.subject", "ListTickets")
    assert count == 3
    assert body["tickets"][0]["parent"]["subject"] == "A QUESTION"  # type: ignore[index]  # it is a mapping


def test_a_path_is_followed_from_the_top() -> None:
    """``[]`` steps into each item."""
    body, count = upper({"records": [{"Email": "a"}, {"Email": "b"}]}, "records[].Email", "Other")
    assert (body, count) == ({"records": [{"Email": "A"}, {"Email": "B"}]}, 2)


def test_an_answer_without_the_schema_is_returned_untouched() -> None:
    """Not even copied."""
    body = {"ticket": RECORD}
    assert upper(body, "Ticket.subject", "Other")[0] is body


def test_an_unknown_property_is_refused_with_a_suggestion() -> None:
    """A drift that can never bite is an error, not a silence."""
    with pytest.raises(UnknownNameError, match="unknown property of Ticket 'subjekt'; did you mean 'subject'"):
        Places(CONTRACT, "Ticket.subjekt")
