"""Finding the recorded answer."""

from __future__ import annotations

from pathlib import Path

from windtunnel.record.exchange import Exchange
from windtunnel.record.replaying.library import Library

from ..traffic import exchange, har
from .test_difference import asked


def library(folder: Path, *exchanges: Exchange) -> Library:
    """Return the library of one recording."""
    (folder / "recordings").mkdir(exist_ok=True)
    (folder / "recordings" / "one.har").write_text(har(*exchanges))
    return Library(folder)


def created(subject: str, number: int) -> Exchange:
    """Return the creation of a ticket."""
    return exchange("/v2/tickets", {"id": number}, 201, method="POST", asked={"subject": subject})


def test_answers_come_in_their_order_and_the_last_one_stays(tmp_path: Path) -> None:
    """A poll that was pending twice and then done."""
    states = [exchange("/jobs/1", {"state": state}) for state in ("queued", "running", "done")]
    found = library(tmp_path, *states)
    served: set[int] = set()
    told = []
    for _ in range(5):
        entry = found.find(asked("/jobs/1", method="GET"), served.__contains__)
        assert entry is not None
        served.add(entry.number)
        told.append(entry.number)
    assert told == [0, 1, 2, 2, 2]


def test_the_likest_request_answers_whatever_was_served(tmp_path: Path) -> None:
    """The order of creations may differ; unknown subjects take them one by one."""
    found = library(tmp_path, created("a", 1), created("b", 2))
    entry = found.find(asked(body={"subject": "b"}), lambda number: False)
    assert entry is not None
    assert entry.number == 1
    entry = found.find(asked(body={"subject": "new"}), {0}.__contains__)
    assert entry is not None
    assert entry.number == 1


def test_what_was_not_recorded_is_explained_by_the_nearest(tmp_path: Path) -> None:
    """With its place; where the path was never asked, with paths near it."""
    found = library(tmp_path, created("a", 1), exchange("/v2/tickets", [], query="page=1"))
    assert found.find(asked(body={"title": "a"}), lambda number: False) is None
    assert found.explain(asked(body={"title": "a"})) == (
        "POST /v2/tickets differs from what was recorded (one.har entry 0): the body lacks 'subject'; "
        "the body has 'title', which was not there when it was recorded"
    )
    assert found.explain(asked("/v2/ticket", body={})) == (
        "POST of this path was not recorded; near it are POST /v2/tickets, GET /v2/tickets"
    )
    assert found.explain(asked("/x", method="DELETE")) == "DELETE of this path was not recorded"


def test_without_recordings_there_is_nothing_to_find(tmp_path: Path) -> None:
    """And no failure."""
    assert Library(tmp_path).entries == []
