"""Transactions of a store, and its index without case."""

from __future__ import annotations

import pytest

from windtunnel.simulator.store import Change, Effect, Store


class Interrupted(Exception):
    """Ends a block."""


def observed() -> tuple[Store, list[Effect]]:
    """Return a store and the effects that it tells."""
    effects: list[Effect] = []
    return Store(effects.append), effects


def test_effects_are_told_when_the_block_ends() -> None:
    """In order, once."""
    store, effects = observed()
    with store.transaction():
        store["a"].put("1", {"n": 1})
        store["a"].update("1", {"n": 2})
        assert effects == []
    assert [(effect.change, effect.after) for effect in effects] == [
        (Change.CREATED, {"n": 1}),
        (Change.UPDATED, {"n": 2}),
    ]


def test_a_block_that_raises_leaves_nothing_behind() -> None:
    """Records, bookkeeping, counters and indexes are as before; there are no effects."""
    store, effects = observed()
    store["a"].put("1", {"n": 1})
    effects.clear()

    def interrupted() -> None:
        with store.transaction():
            store["a"].remove("1")
            store["a"].put("2", {"n": 1})
            store["_b"].put("x", {})
            store.count("c")
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted()
    assert (store["a"].ids(), store["_b"].ids(), store.count("c"), effects) == (["1"], [], 1, [])
    assert store["a"].where("n", 1) == [{"n": 1}]


def test_an_inner_block_can_fail_alone() -> None:
    """The outer one then tells what it did itself."""
    store, effects = observed()

    def inner() -> None:
        with store.transaction():
            store["a"].put("2", {})
            raise Interrupted

    with store.transaction():
        store["a"].put("1", {})
        with pytest.raises(Interrupted):
            inner()
        with store.transaction():
            store["a"].put("3", {})
        assert effects == []
    assert [effect.id for effect in effects] == ["1", "3"]


def test_texts_are_found_without_case() -> None:
    """Through changes, removals and a restored snapshot; other values equal themselves."""
    store, _ = observed()
    names = store["names"]
    names.put("1", {"name": "Ada"})
    names.put("2", {"name": "ADA"})
    names.put("3", {"name": 5})
    assert [len(names.where_folded("name", text)) for text in ("aDa", "ben", "5")] == [2, 0, 0]
    snapshot = store.snapshot()
    names.update("1", {"name": "Ben"})
    names.remove("2")
    assert [len(names.where_folded("name", text)) for text in ("ada", "BEN")] == [0, 1]
    store.restore(snapshot)
    assert [len(names.where_folded("name", text)) for text in ("ada", "BEN")] == [2, 0]
