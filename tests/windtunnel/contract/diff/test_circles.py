"""Circles of schemas."""

from __future__ import annotations

from windtunnel.contract.diff.circles import number_circles

from .changing import pairs_of


def refer(name: str) -> dict[str, str]:
    """A reference to a component schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def test_pairs_that_lead_to_each_other_have_the_same_number() -> None:
    """Those on no circle have none."""
    old = {"items": refer("A"), "title": "old"}
    new = {"items": refer("B"), "title": "new"}
    shared = {
        "A": {"properties": {"other": refer("B"), "name": {"type": "string"}}},
        "B": {"properties": {"other": refer("A"), "name": {"type": "integer"}}},
    }
    root, pairs = pairs_of(old, new, **shared)
    number_circles(pairs)
    first = root.children["items"]
    second = first.named["properties"]["other"]
    assert root.circle == 0
    assert first.circle == second.circle != 0
    assert first.named["properties"]["name"].circle == 0


def test_a_schema_in_itself_is_a_circle() -> None:
    """Of one."""
    one, other = ({"items": refer(name)} for name in ("A", "B"))
    shared = {name: {"items": refer(name), "title": name} for name in ("A", "B")}
    root, pairs = pairs_of(one, other, **shared)
    number_circles(pairs)
    assert root.children["items"].circle != 0


def test_long_chains_need_no_deep_calls() -> None:
    """Five thousand references are followed."""
    chain = {f"C{number}": {"items": refer(f"C{number + 1}")} for number in range(5000)}
    old, new = {"items": refer("C0"), "title": "old"}, {"items": refer("D0"), "title": "new"}
    other = {f"D{number}": {"items": refer(f"D{number + 1}")} for number in range(5000)}
    root, pairs = pairs_of(old, new, **chain, **other, C5000={"type": "string"}, D5000={"type": "integer"})
    number_circles(pairs)
    assert root.differs
    assert {pair.circle for pair in pairs} == {0}
