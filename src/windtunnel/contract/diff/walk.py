"""Walking down a pair of schemas, and saying of every difference what it means where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from .catalogue import RULE_BY_ID, SCHEMA_JUDGES, SCHEMA_RULE_BY_ID, judge_mutability
from .finding import Direction, Finding, Level, Subject
from .rules.hit import Hit, View
from .rules.rule import HP, PA, PP, RB, RO, RP, SB, SH, SM, SP, WO, Cap, Kind, Rule, Scope
from .schema import listed
from .schema_pair import SchemaPair
from .transition import claimed


@dataclass(frozen=True, slots=True)
class Place:
    """Where a schema is used.

    Args:
        subject: the operation.
        section: of the document.
        label: how messages call it (``the 200 response``).
        name: how a machine calls it (``200 application/json``).
        view: how its schema is looked at.
    """

    subject: Subject
    section: str
    label: str
    name: str
    view: View

    @property
    def direction(self) -> Direction:
        """Which way the data flows."""
        return self.view.direction


class Visit(NamedTuple):
    """A pair below a root: where it is reached and through what."""

    pair: SchemaPair
    path: str = ""
    name: str = ""
    above: Visit | None = None
    under_all_of: bool = False
    in_place: bool = False

    @property
    def parent(self) -> SchemaPair | None:
        """The pair it belongs to."""
        return self.above.pair if self.above else None


Report = Callable[[Finding], None]
Applied = tuple[Rule, Hit]


def judge_schemas(root: SchemaPair | None, place: Place, report: Report) -> None:
    """Report every difference of two schemas and of what is below them.

    Args:
        root: the schemas; ``None`` when they are the same.
        place: where they are used.
        report: takes the findings.
    """
    if root is None or not root.differs:
        return
    mitigated = _has_all_of(root)
    below = replace(place.view, is_body=False, is_root=False)
    for visit in walk(root) if _walks(place) else [Visit(root)]:
        view = place.view if visit.parent is None else below
        applied = _applied(visit.pair, view)
        if visit.name and visit.parent is not None:
            applied = [*applied, *_mutability(visit, view)]
        for rule, hit in applied:
            capped = mitigated and rule.cap is not Cap.NEVER
            level = _level(rule, visit, capped)
            report(_finding(rule, hit, visit, place, level))


def walk(root: SchemaPair) -> Iterator[Visit]:
    """Visit the root and every pair below it that differs, parents first.

    What several references lead to is visited once, through the first. Of a circle, a pair is visited once for every
    way into the circle; a part of a composition that is written in place begins a way of its own.
    """
    seen: set[tuple[int, bool]] = set()
    pending = [(Visit(root), _Way())]
    while pending:
        visit, way = pending.pop()
        pair, above = visit.pair, visit.parent
        inside = above is not None and pair.circle != 0 and pair.circle == above.circle
        if inside and visit.in_place:
            way, inside = _Way(_path(visit)), True
        if inside:
            if id(pair) in way.visited:
                continue
        else:
            key = id(pair), visit.under_all_of
            if key in seen:
                continue
            seen.add(key)
            way = _Way()
        way.visited.add(id(pair))
        yield visit
        pending.extend((below, way) for below in reversed(list(_below(visit))))


class _Way:
    """One way through a circle."""

    def __init__(self, visited: set[int] | None = None) -> None:
        self.visited = visited or set()


def _path(visit: Visit) -> set[int]:
    """Return the pairs of the same circle that lead to a visit."""
    found = set()
    above = visit.above
    while above is not None and above.pair.circle == visit.pair.circle:
        found.add(id(above.pair))
        above = above.above
    return found


def _walks(place: Place) -> bool:
    return place.view.is_body or place.view.is_parameter


def _below(visit: Visit) -> Iterator[Visit]:
    pair, under = visit.pair, visit.under_all_of
    for keyword in ("oneOf", "anyOf", "allOf"):
        if keyword in pair.compositions:
            for old, _, child in pair.compositions[keyword].modified:
                path = _joined(visit.path, f"{keyword}[{old.label}]")
                yield Visit(child, path, "", visit, under or keyword == "allOf", not old.reference)
    for keyword, part, name, child in _linked(pair):
        if child.differs and keyword != "$defs":
            yield Visit(child, _joined(visit.path, part), name, visit, under)


def _linked(pair: SchemaPair) -> Iterator[tuple[str, str, str, SchemaPair]]:
    """Return what is below a pair by keyword, part of the path, and name of the property."""
    for keyword in ("not", "items"):
        if keyword in pair.children:
            yield keyword, keyword, "", pair.children[keyword]
    for keyword, pairs in pair.named.items():
        for name in sorted(pairs):
            is_property = keyword == "properties"
            yield keyword, name if is_property else f"{keyword}[{name}]", name if is_property else "", pairs[name]
    for keyword, child in pair.children.items():
        if keyword not in {"not", "items"}:
            yield keyword, keyword, "", child
    for index, child in pair.prefix.items():
        yield "prefixItems", f"prefixItems[{index}]", "", child


def _joined(path: str, part: str) -> str:
    return f"{path}/{part}" if path else part


def _has_all_of(pair: SchemaPair) -> bool:
    return bool(listed(pair.old, "allOf") or listed(pair.new, "allOf"))


def _applied(pair: SchemaPair, view: View) -> list[Applied]:
    """Return the rules that apply to a pair, worked out once per way of looking at it."""
    known: list[Applied] | None = pair.memory.get(view)
    if known is None:
        known = pair.memory[view] = [
            (rule, hit)
            for judge in SCHEMA_JUDGES
            for hit in judge(pair, view)
            for rule in _rules_of(hit, pair, view)
            if not (rule.claimable and claimed(pair, rule.id, rule.kind))
        ]
    return known


def _mutability(visit: Visit, view: View) -> list[Applied]:
    assert visit.parent is not None
    hits = judge_mutability(visit.pair, visit.name, visit.parent, view)
    return [(RULE_BY_ID[hit.rule_id], hit) for hit in hits]


def _rules_of(hit: Hit, pair: SchemaPair, view: View) -> Iterator[Rule]:
    """Return the rules a hit stands for; none where the place has no such rule."""
    if hit.rule_id:
        yield RULE_BY_ID[hit.rule_id]
        return
    for scopes in _scopes(hit, pair, view):
        found = (SCHEMA_RULE_BY_ID.get(f"{scope.value}-{hit.suffix}") for scope in scopes)
        yield from [rule for rule in found if rule is not None][:1]


def _scopes(hit: Hit, pair: SchemaPair, view: View) -> tuple[tuple[Scope, ...], ...]:
    """Return groups of scopes; of each group, the first with such a rule counts."""
    is_root = view.is_root and not hit.member
    if view.is_parameter:
        own = PA if is_root else PP
        return ((own,), (HP,)) if view.header_parameter else ((own,),)
    if view.is_header:
        return ((SH,),)
    if is_root:
        return ((RB,),) if view.is_request else ((SB, SM),)
    keyword = "readOnly" if view.is_request else "writeOnly"
    harmless = pair.new.get(keyword) is True if hit.harmless is None else hit.harmless
    if view.is_request:
        return ((RO, RP),) if harmless else ((RP,),)
    return ((WO, SP),) if harmless else ((SP,),)


def _level(rule: Rule, visit: Visit, capped: bool) -> Level:
    level = rule.level
    if rule.cap is Cap.PROPERTY and visit.parent is not None:
        keyword = "readOnly" if rule.direction is Direction.REQUEST else "writeOnly"
        if visit.pair.new.get(keyword) is True and rule.kind is not Kind.MUTABILITY:
            level = Level.INFO
        capped = capped or visit.under_all_of or _has_all_of(visit.pair)
    elif rule.cap is Cap.MEMBER:
        capped = capped or visit.under_all_of
    return min(level, Level.WARN) if capped else level


def _finding(rule: Rule, hit: Hit, visit: Visit, place: Place, level: Level) -> Finding:
    path = _joined(visit.path, hit.member) if hit.member else visit.path
    where = f"`{path}` in {place.label}" if path else place.label
    part = f"/properties/{hit.member}" if hit.member and hit.member != "items" else ""
    return Finding(
        id=rule.id,
        level=level,
        subject=place.subject,
        text=rule.text.format(where=where, **hit.values),
        section=place.section,
        direction=place.direction,
        place=place.name,
        property=path,
        old_pointer=visit.pair.old_pointer + part,
        new_pointer=visit.pair.new_pointer + part,
    )
