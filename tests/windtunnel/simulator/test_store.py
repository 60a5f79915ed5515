"""The state of a simulator."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from windtunnel.simulator.store import Change, Collection, Effect, Store

COLOURS = st.sampled_from(["red", "green", None, 1, True, ["a"], "['a']", {"b": 1}])


def observed() -> tuple[Store, list[Effect]]:
    """Return a store and the list that its effects go to."""
    seen: list[Effect] = []
    return Store(seen.append), seen


def test_every_change_is_observed_with_what_was_and_what_is() -> None:
    """Creation, update and deletion are told apart."""
    store, seen = observed()
    things = store["things"]
    things.put("1", {"a": 1})
    things.update("1", {"b": 2})
    things.remove("1")
    things.remove("1")
    assert [(effect.change, effect.before, effect.after) for effect in seen] == [
        (Change.CREATED, None, {"a": 1}),
        (Change.UPDATED, {"a": 1}, {"a": 1, "b": 2}),
        (Change.DELETED, {"a": 1, "b": 2}, None),
    ]


def test_bookkeeping_is_no_effect() -> None:
    """Collections that begin with an underscore change unseen."""
    store, seen = observed()
    store["_tokens"].put("1", {})
    assert seen == []


def test_a_watcher_is_told_of_bookkeeping_too() -> None:
    """It hears of every change of its collection."""
    store, seen = observed()
    watched: list[Effect] = []
    store["_tokens"].watch(watched.append)
    store["_tokens"].put("1", {})
    assert len(watched) == 1
    assert seen == []


def test_an_update_leaves_the_record_that_was_handed_out_alone() -> None:
    """Records are replaced, never changed in place."""
    store, _ = observed()
    before = store["things"].put("1", {"a": 1})
    store["things"].update("1", {"a": 2})
    assert before == {"a": 1}


def test_where_returns_records_in_the_order_of_their_creation() -> None:
    """A record that changes into a group stands where it was created, whenever the index was made."""
    store, _ = observed()
    things = store["things"]
    for number in range(3):
        things.put(str(number), {"n": number, "colour": "green" if number else "red"})
    assert [record["n"] for record in things.where("colour", "green")] == [1, 2]
    things.update("0", {"colour": "green"})
    assert [record["n"] for record in things.where("colour", "green")] == [0, 1, 2]
    restored = Store(lambda effect: None)
    restored.restore(store.snapshot())
    assert restored["things"].where("colour", "green") == things.where("colour", "green")


def test_a_value_that_cannot_be_a_key_is_not_its_text() -> None:
    """A list is found as a list, not as the text that looks like it."""
    store, _ = observed()
    store["things"].put("1", {"tags": ["a"]})
    store["things"].put("2", {"tags": "['a']"})
    assert store["things"].where("tags", ["a"]) == [{"tags": ["a"]}]
    assert store["things"].where("tags", "['a']") == [{"tags": "['a']"}]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["put", "update", "remove", "restore"]), st.integers(0, 4), COLOURS), max_size=30
)


@given(CHANGES)
def test_an_index_always_agrees_with_a_search_through_all_records(changes: list[tuple[str, int, Any]]) -> None:
    """Whatever happens, ``where`` finds what a scan finds, in the same order."""
    indexed, plain = Collection("things", lambda effect: None), Collection("things", lambda effect: None)
    indexed.where("colour", "red")
    for kind, number, colour in changes:
        for collection in (indexed, plain):
            if kind == "put":
                collection.put(str(number), {"n": number, "colour": colour})
            elif kind == "update" and str(number) in collection:
                collection.update(str(number), {"colour": colour})
            elif kind == "remove":
                collection.remove(str(number))
            elif kind == "restore":
                collection.restore(collection.snapshot())
        wanted = [record for record in plain if _same(record["colour"], colour)]
        assert indexed.where("colour", colour) == wanted


def _same(one: Any, other: Any) -> bool:
    return bool(one == other)


def test_a_snapshot_does_not_change_with_the_store() -> None:
    """Records, counters and collections made later do not show in it, and restoring makes no effects."""
    store, seen = observed()
    store["things"].put("1", {"a": 1})
    assert store.count("id", start=10) == 10
    snapshot = store.snapshot()
    store["things"].put("2", {})
    store["others"].put("1", {})
    store.count("id")
    effects = len(seen)
    store.restore(snapshot)
    assert store["things"].ids() == ["1"]
    assert len(store["others"]) == 0
    assert store.count("id") == 11
    assert len(seen) == effects


def test_two_stores_from_one_snapshot_are_independent() -> None:
    """What one does, the other does not see."""
    store, _ = observed()
    store["things"].put("1", {"a": 1})
    twin, _ = observed()
    twin.restore(store.snapshot())
    twin["things"].update("1", {"a": 2})
    store["things"].put("2", {})
    assert store["things"].get("1") == {"a": 1}
    assert twin["things"].ids() == ["1"]


def test_collections_are_listed_by_name() -> None:
    """The order does not depend on which was used first."""
    store, _ = observed()
    store["b"].put("1", {})
    store["a"].put("1", {})
    assert [collection.name for collection in store.collections()] == ["a", "b"]
