"""Chooses an index for a condition: equality and lists on the object's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from windtunnel.simulator import Record

from ..org import View
from ..schema import ID_TYPES, Field, ObjectType
from .names import Source, resolve
from .operands import Operands, scalar
from .plan import Probe
from .syntax import Comparison, Condition, Junction, Literal, Membership, Path
from .tokens import Kind

CANDIDATES_MAX = 2000
"""Longer lists are not worth an index."""


def choose_probe(condition: Condition | None, source: Source, operands: Operands) -> Probe | None:
    """Return the most selective index access that a condition allows, ``None`` where only a scan will do."""
    best: tuple[int, Probe] | None = None
    for each in _conjuncts(condition):
        found = _probe(each, source, operands)
        if found is not None and (best is None or found[0] < best[0]):
            best = found
    return best[1] if best is not None else None


def _conjuncts(condition: Condition | None) -> Iterator[Condition]:
    if isinstance(condition, Junction) and condition.operator == "AND":
        for each in condition.conditions:
            yield from _conjuncts(each)
    elif condition is not None:
        yield condition


def _probe(condition: Condition, source: Source, operands: Operands) -> tuple[int, Probe] | None:
    if not isinstance(condition, Comparison | Membership) or not isinstance(condition.left, Path):
        return None
    if condition.operator not in ("=", "IN"):
        return None
    term = resolve(source, condition.left)
    literals = (condition.right,) if isinstance(condition, Comparison) else condition.values
    if not term.is_direct or not _is_indexed(term.field) or not _are_strings(literals):
        return None
    binds = [scalar(term.field, literal) for literal in literals]
    index = operands.add(lambda strings, view: [bind(strings, view) for bind in binds])
    return _rank(term.field), _access(source.type, term.field, index)


def _access(type: ObjectType, field: Field, index: int) -> Probe:
    name, folds = field.name, field.is_text and not field.case_sensitive

    def probe(view: View) -> Iterable[Record]:
        wanted, rows = view.operands[index], view.org.rows(type)
        if field.type == "id":
            return [row for value in dict.fromkeys(wanted) if value and (row := rows.get(value)) is not None]
        found: list[Record] = []
        for value in dict.fromkeys(wanted):
            found += rows.where_folded(name, value) if folds and value is not None else rows.where(name, value)
        return found

    return probe


def _is_indexed(field: Field) -> bool:
    return field.is_stored and (field.type in ID_TYPES or (field.is_text and field.type != "multipicklist"))


def _are_strings(literals: tuple[Literal, ...]) -> bool:
    return len(literals) <= CANDIDATES_MAX and all(
        literal.kind is Kind.STRING or literal.is_null for literal in literals
    )


def _rank(field: Field) -> int:
    if field.type == "id":
        return 0
    if field.unique or field.identifies:
        return 1
    return 2 if field.type == "reference" else 3
