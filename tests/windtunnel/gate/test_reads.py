"""What was read."""

from __future__ import annotations

from windtunnel.gate.reads import EXAMPLES_MAX, Line, Read, Reads, Source

SOURCE = Source("readOrder", 200)


def test_reads_of_one_place_are_gathered() -> None:
    """Lines and statuses once each, in the order in which they came."""
    reads = Reads()
    reads.add(SOURCE, "$.total", Line("b.py", 2), 1)
    reads.add(SOURCE, "$.total", Line("a.py", 1), 2)
    reads.add(SOURCE, "$.total", Line("b.py", 2))
    reads.add(Source("readOrder", 404), "$.total", None)
    (read,) = reads
    assert [str(line) for line in read.lines] == ["b.py:2", "a.py:1"]
    assert (read.examples, read.statuses, len(reads)) == ([1, 2], [200, 404], 1)


def test_a_header_is_not_a_field_of_that_name() -> None:
    """They are kept apart."""
    reads = Reads()
    reads.add(SOURCE, "location", None)
    reads.add(SOURCE, "location", None, where="header")
    assert [read.where for read in reads] == ["body", "header"]


def test_examples_are_not_hoarded() -> None:
    """Long lists would fill the memory."""
    reads = Reads()
    for number in range(EXAMPLES_MAX * 2):
        reads.add(SOURCE, "$.a", None, number)
    assert len(next(iter(reads)).examples) == EXAMPLES_MAX


def test_the_name_of_a_field_is_its_last_step() -> None:
    """Items of a list have none."""
    assert Read("o", "$.records[].Id").name == "Id"
    assert Read("o", "$.tags[]").name == ""
