"""Journals."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.kernel.journal import Journal, Kind, read


def journal() -> Journal:
    """Two events at time 5."""
    made = Journal(lambda: 5.0)
    made.append(Kind.ATTEMPT, "subject", "Show", key="7", attempt=made.next_attempt(), role="crm")
    made.append(Kind.ANSWER, "crm", "Show", key="7", attempt=1, outcome="ok", status=200, faults=["latency"])
    return made


def test_events_are_numbered_and_stamped() -> None:
    """In the order of their entry."""
    assert [(event.sequence, event.at) for event in journal()] == [(0, 5.0), (1, 5.0)]


def test_a_journal_can_be_written_and_read_back(tmp_path: Path) -> None:
    """Equal events, equal lines."""
    made = journal()
    made.write(tmp_path / "journal.jsonl")
    lines = (tmp_path / "journal.jsonl").read_bytes().splitlines()
    assert list(read(lines)) == list(made)


def test_the_digest_depends_on_every_event_and_on_nothing_else() -> None:
    """One more event, another digest."""
    one, two = journal(), journal()
    assert one.digest() == two.digest()
    two.append(Kind.FAULT, "crm", "latency")
    assert one.digest() != two.digest()


def test_the_order_of_facts_does_not_matter() -> None:
    """Lines are canonical."""
    one, two = Journal(lambda: 0.0), Journal(lambda: 0.0)
    one.append(Kind.FAULT, "crm", "x", a=1, b=2)
    two.append(Kind.FAULT, "crm", "x", b=2, a=1)
    assert one.digest() == two.digest()


def test_a_bounded_journal_keeps_the_latest_and_goes_on_counting() -> None:
    """For servers that run for days."""
    bounded = Journal(lambda: 0.0, keep=2)
    for number in range(5):
        bounded.append(Kind.FAULT, "crm", str(number))
    assert [(event.sequence, event.operation) for event in bounded] == [(3, "3"), (4, "4")]
    assert [event.sequence for event in read(bounded.lines())] == [3, 4]


def test_lines_grow_with_the_journal() -> None:
    """Those that were read before are not written anew."""
    made = journal()
    before = list(made.lines())
    made.append(Kind.FAULT, "crm", "latency")
    assert made.lines() == [*before, made[2].line()]
    assert made.lines()[0] is before[0]


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b'{"kind": "unheard"}'])
def test_a_line_that_is_no_event_is_refused_with_its_number(line: bytes) -> None:
    """The second line here."""
    good = journal()[0].line()
    with pytest.raises(ValueError, match="line 2 is not a journal event"):
        list(read([good, line]))


def test_events_can_be_chosen_by_kind() -> None:
    """One kind or several."""
    assert [event.kind for event in journal().of(Kind.ANSWER)] == [Kind.ANSWER]
    assert len(list(journal().of(Kind.ANSWER, Kind.ATTEMPT))) == 2
