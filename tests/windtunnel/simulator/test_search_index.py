"""Search with index lag."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.windtunnel.building import contract, system
from windtunnel.kernel.clock import SteppedClock
from windtunnel.simulator import System
from windtunnel.simulator.search_index import SearchIndex

LAG = 30.0


class Library(System):
    """A system whose books are searched."""

    def begin(self) -> None:
        """Make the index."""
        self.index = SearchIndex(self, "books")

    def seed(self) -> None:
        """One book has been there for ever."""
        self.store["books"].put("0", {"id": "0", "title": "first"})
        self.index.settle()


def library(lag_seconds: float = LAG) -> tuple[Library, SteppedClock]:
    """Return a library and its clock."""
    clock = SteppedClock()
    of = system(contract({}, facts={"search_lag_seconds": lag_seconds}), Library, clock)
    assert isinstance(of, Library)
    return of, clock


def titles(of: Library) -> list[str]:
    """Return what can be found."""
    return [record["title"] for record in of.index.records()]


def test_what_was_written_is_found_after_the_lag() -> None:
    """Not a moment earlier; what an account began with is found at once."""
    of, clock = library()
    of.store["books"].put("1", {"id": "1", "title": "new"})
    clock.advance(LAG - 0.001)
    assert titles(of) == ["first"]
    clock.advance(0.001)
    assert titles(of) == ["first", "new"]


def test_a_changed_record_is_found_as_it_was_until_the_lag_has_passed() -> None:
    """Every version has its own time."""
    of, clock = library()
    of.store["books"].update("0", {"title": "second"})
    clock.advance(20)
    of.store["books"].update("0", {"title": "third"})
    assert titles(of) == ["first"]
    clock.advance(10)
    assert titles(of) == ["second"]
    clock.advance(20)
    assert titles(of) == ["third"]


def test_a_deleted_record_is_still_found_until_the_lag_has_passed() -> None:
    """As it was when it was deleted."""
    of, clock = library()
    of.store["books"].remove("0")
    assert titles(of) == ["first"]
    clock.advance(LAG)
    assert titles(of) == []


def test_what_came_and_went_within_the_lag_is_seen_for_as_long_as_it_lived() -> None:
    """Later."""
    of, clock = library()
    of.store["books"].put("1", {"id": "1", "title": "mayfly"})
    clock.advance(5)
    of.store["books"].remove("1")
    clock.advance(26)
    assert titles(of) == ["first", "mayfly"]
    clock.advance(5)
    assert titles(of) == ["first"]


def test_without_a_lag_everything_is_found_at_once_and_nothing_is_kept() -> None:
    """The store is the index."""
    of, _ = library(0.0)
    of.store["books"].put("1", {"id": "1", "title": "new"})
    assert titles(of) == ["first", "new"]
    assert len(of.store["_search_books"]) == 0


def test_finding_takes_a_condition() -> None:
    """It is judged on the indexed version."""
    of, _ = library()
    of.store["books"].update("0", {"title": "changed"})
    assert of.index.find(lambda book: book["title"] == "changed") == []
    assert len(of.index.find(lambda book: book["title"] == "first")) == 1


def test_a_snapshot_carries_what_the_index_has_yet_to_learn() -> None:
    """The fork learns it on its own clock."""
    of, clock = library()
    of.store["books"].update("0", {"title": "changed"})
    clock.advance(10)
    twin_clock = SteppedClock(clock.now())
    twin = of.fork(twin_clock)
    assert isinstance(twin, Library)
    assert titles(twin) == ["first"]
    twin_clock.advance(20)
    assert (titles(twin), titles(of)) == (["changed"], ["first"])


ACTS = st.lists(
    st.tuples(st.sampled_from(["put", "remove", "wait", "fork"]), st.integers(0, 3), st.integers(0, 20)), max_size=40
)


@given(ACTS)
def test_the_index_shows_what_a_full_history_says(acts: list[tuple[str, int, int]]) -> None:
    """The oracle keeps every version of every record for ever; what is kept for the index stays small."""
    of, clock = library()
    history: dict[str, list[tuple[float, Any]]] = {"0": [(float("-inf"), of.store["books"].get("0"))]}
    for kind, number, seconds in acts:
        if kind == "wait":
            clock.advance(seconds)
        elif kind == "fork":
            clock = SteppedClock(clock.now())
            twin = of.fork(clock)
            assert isinstance(twin, Library)
            of = twin
        elif kind == "put":
            record = of.store["books"].put(str(number), {"id": str(number), "title": str(seconds)})
            history.setdefault(str(number), []).append((clock.now(), record))
        else:
            of.store["books"].remove(str(number))
            history.setdefault(str(number), []).append((clock.now(), None))
        expected = [
            next((record for at, record in reversed(versions) if at <= clock.now() - LAG), None)
            for versions in history.values()
        ]
        wanted = sorted((record for record in expected if record is not None), key=str)
        assert sorted(of.index.records(), key=str) == wanted
    assert len(of.store["_search_books"]) <= 4


def test_changes_of_one_moment_are_one_version() -> None:
    """A record that changes a thousand times while the clock stands still costs no more than one that changes once."""
    of, clock = library()
    for number in range(1000):
        of.store["books"].update("0", {"title": str(number)})
    kept = of.store["_search_books"].get("0")
    assert kept is not None
    assert [record["title"] for _, record in kept["versions"]] == ["first", "999"]
    clock.advance(LAG)
    assert titles(of) == ["999"]
