"""JSON that notes who reads it."""

from __future__ import annotations

from pathlib import Path

from windtunnel.gate.reads import Reads, Source
from windtunnel.gate.traced import TracedHeaders, TracedObject, Tracer, plain

ROOT = Path(__file__).resolve().parent
SOURCE = Source("readOrder", 200)
BODY = {"id": 7, "owner": {"name": "Ann"}, "lines": [{"amount": 1}, {"amount": 2}]}


def traced(reads: Reads) -> TracedObject:
    """Return the body, watched."""
    found: TracedObject = Tracer(reads, ROOT).wrap(BODY, SOURCE)
    return found


def paths(reads: Reads) -> list[str]:
    """Return what was read."""
    return [read.path for read in reads]


def test_members_are_noted_with_path_and_line() -> None:
    """The file is named relative to the project."""
    reads = Reads()
    body = traced(reads)
    assert body["owner"]["name"] == "Ann"
    assert [line["amount"] for line in body["lines"]] == [1, 2]
    assert paths(reads) == ["$.owner", "$.owner.name", "$.lines", "$.lines[].amount"]
    by_path = {read.path: read for read in reads}
    assert by_path["$.owner.name"].lines[0].file == "test_traced.py"
    assert by_path["$.lines[].amount"].examples == [1, 2]
    assert type(by_path["$.owner"].examples[0]) is dict


def test_asking_for_what_is_missing_is_a_read_without_example() -> None:
    """A consumer that looks for a field depends on it."""
    reads = Reads()
    body = traced(reads)
    assert body.get("error") is None
    assert "code" not in body
    assert [(read.path, read.examples) for read in reads] == [("$.error", []), ("$.code", [])]


def test_going_through_an_object_reads_all_of_it() -> None:
    """Whoever passes everything on depends on everything."""
    for everything in (lambda body: body.items(), lambda body: {**body}, list):
        reads = Reads()
        everything(traced(reads))
        assert paths(reads) == ["$.id", "$.owner", "$.lines"]
    reads = Reads()
    assert list(traced(reads).values()) == list(BODY.values())
    assert paths(reads) == ["$.id", "$.owner", "$.lines"]


def test_what_is_taken_out_was_read() -> None:
    """``pop`` reads, with or without a default."""
    reads = Reads()
    body = traced(reads)
    assert (body.pop("id"), body.pop("nothing", 0)) == (7, 0)
    assert paths(reads) == ["$.id", "$.nothing"]


def test_a_copy_is_known_by_its_content() -> None:
    """Libraries copy objects before they check them."""
    tracer = Tracer(Reads(), ROOT)
    body = tracer.wrap(BODY, SOURCE)
    assert tracer.origin({"amount": 2}) == (SOURCE, "$.lines[]")
    assert tracer.origin(body) == (SOURCE, "$")
    assert tracer.origin({"amount": 3}) is None
    assert tracer.origin("text") is None


def test_headers_are_noted_by_the_projects_own_code() -> None:
    """Whatever the case of the name."""
    reads = Reads()
    headers = TracedHeaders({"Location": "/orders/7"})
    headers.tracer, headers.source = Tracer(reads, ROOT), SOURCE
    assert headers["location"] == "/orders/7"
    assert headers.get("Retry-After") is None
    assert "Link" not in headers
    assert [(read.path, read.where, len(read.lines)) for read in reads] == [
        ("location", "header", 1),
        ("retry-after", "header", 1),
        ("link", "header", 1),
    ]


def test_traces_can_be_taken_off() -> None:
    """At every depth."""
    found = plain(traced(Reads()))
    assert found == BODY
    assert type(found["lines"][0]) is dict
