"""Names of the operations that exist once for every record type."""

from __future__ import annotations

from simulators.netsuite.operation_names import TRANSFORMS, WRITABLE, readings, transforms, writings
from simulators.netsuite.record_types import read_types

from .tenant import contract


def test_every_name_is_an_operation_of_the_contract() -> None:
    """And every operation of that kind has its name here."""
    named = {*readings("list"), *readings("get"), *transforms()}
    named |= {name for verb in ("create", "update", "upsert", "delete") for name in writings(verb)}
    known = set(contract().operations)
    assert named <= known
    others = {name for name in known - named if name.startswith(("create", "update", "upsert", "delete", "transform"))}
    assert others == set()


def test_types_and_transforms_are_those_of_the_records() -> None:
    """The names are written down twice, so they are compared."""
    types = read_types(contract())
    assert {name for name, type in types.items() if type.writable} == set(WRITABLE)
    assert {(name, target) for name, type in types.items() for target in type.transforms} == set(TRANSFORMS)
