"""Type, format, and what a text holds."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Direction, Level
from ..schema import restricts_alike, text, types
from ..schema_pair import SchemaPair
from ..transition import list_of_types
from .hit import Hit, View
from .rule import BODIES, PA, PP, RB, RP, SB, SH, SP, Cap, Effect, Kind, Rule, rule, schema_rules

_CHANGED = "{where}: the {what} changed from {old} to {new}"
_WIDER = "{where}: the {what} widened from {old} to {new}"
_NARROWER = "{where}: the {what} narrowed from {old} to {new}"
_AS_TEXT = "{where}: the {what} changed from {old} to {new}, which reads the same in text"
_NOTHING = "{where}: accepts no value any more"
_SOMETHING = "{where}: accepts values again"

RULES: tuple[Rule, ...] = (
    *schema_rules("type-changed", Kind.TYPE, Effect.INCOMPARABLE, _CHANGED, (*BODIES, PA, SH)),
    *schema_rules("type-changed", Kind.TYPE, Effect.UNKNOWN, _CHANGED, (PP,)),
    *schema_rules("type-generalized", Kind.TYPE, Effect.WIDENS, _WIDER, (*BODIES, PA, PP, SH)),
    *schema_rules("type-specialized", Kind.TYPE, Effect.NARROWS, _NARROWER, (PP, SB, SP, SH)),
    *schema_rules("type-compatible", Kind.TYPE, Effect.WIDENS, _AS_TEXT, (RB, RP)),
    *schema_rules("type-compatible", Kind.TYPE, Effect.NARROWS, _AS_TEXT, (SB, SP, SH)),
    *schema_rules(
        "list-of-types-widened",
        Kind.TYPE,
        Effect.WIDENS,
        "{where}: may also be {types}",
        (*BODIES, PA, PP),
        cap=Cap.NEVER,
    ),
    *schema_rules(
        "list-of-types-narrowed",
        Kind.TYPE,
        Effect.NARROWS,
        "{where}: can no longer be {types}",
        (*BODIES, PA, PP),
        cap=Cap.NEVER,
    ),
    *schema_rules(
        "content-media-type-changed",
        Kind.TYPE,
        Effect.INCOMPARABLE,
        "{where}: the text holds {new} instead of {old}",
        BODIES,
    ),
    *schema_rules(
        "content-encoding-changed",
        Kind.TYPE,
        Effect.INCOMPARABLE,
        "{where}: the text is encoded as {new} instead of {old}",
        BODIES,
    ),
    *schema_rules("schema-became-false", Kind.TYPE, Effect.NARROWS, _NOTHING, (RB, RP, PA, PP, SP, SH)),
    *schema_rules("schema-became-not-false", Kind.TYPE, Effect.WIDENS, _SOMETHING, (RB, RP, PA, PP, SP, SH)),
    rule(
        "response-body-schema-became-false",
        Direction.RESPONSE,
        Kind.TYPE,
        Effect.NARROWS,
        _NOTHING,
        level=Level.ERR,
        cap=Cap.PROPERTY,
    ),
    rule(
        "response-body-schema-became-not-false",
        Direction.RESPONSE,
        Kind.TYPE,
        Effect.WIDENS,
        _SOMETHING,
        level=Level.INFO,
        cap=Cap.PROPERTY,
    ),
)

_WIDER_FORMATS = {
    "number": {("float", "double")},
    "integer": {("int32", "int64"), ("int32", "bigint"), ("int64", "bigint")},
}
"""Formats that hold every value of another, by type: (narrow, wide)."""

_CONTENT = (("contentMediaType", "content-media-type-changed"), ("contentEncoding", "content-encoding-changed"))


def judge(pair: SchemaPair, view: View) -> Iterator[Hit]:
    """Report changes of type and format."""
    if pair.own & {"type", "format"}:
        yield Hit(_type_suffix(pair, view), _described(pair))
    choice = list_of_types(pair)
    if choice:
        yield _choice(*choice, view)
    for keyword, suffix in _CONTENT:
        if keyword in pair.own:
            yield Hit(
                suffix, {"old": text(pair.old, keyword) or "nothing", "new": text(pair.new, keyword) or "nothing"}
            )
    yield from _closed(pair, view)


def _closed(pair: SchemaPair, view: View) -> Iterator[Hit]:
    if pair.old_allows is not pair.new_allows:
        if pair.new_allows is False:
            yield Hit("schema-became-false")
        elif pair.old_allows is False:
            yield Hit("schema-became-not-false")
    if view.is_parameter or view.is_header:
        return
    old, new = pair.old.get("items"), pair.new.get("items")
    if old is None and new is False:
        yield Hit("schema-became-false", member="items")
    if old is False and new is None:
        yield Hit("schema-became-not-false", member="items")


def _choice(added: list[str], removed: list[str], view: View) -> Hit:
    narrower = bool(removed) if view.is_request else not added
    return Hit(
        "list-of-types-narrowed" if narrower else "list-of-types-widened",
        {"types": " or ".join(removed if narrower else added)},
    )


def _type_suffix(pair: SchemaPair, view: View) -> str:
    if view.is_parameter:
        return _parameter_suffix(pair, view)
    return _request_suffix(pair, view) if view.is_request else _response_suffix(pair, view)


def _parameter_suffix(pair: SchemaPair, view: View) -> str:
    """A parameter is text on the wire; how an object's properties travel in it is not known."""
    as_text = _breaks(pair.old, pair.new, _types_change(pair), as_text=True)
    if view.is_root:
        harmless = not as_text or (view.is_exploded and _became_list(pair))
        return "type-generalized" if harmless else "type-changed"
    as_typed = _breaks(pair.old, pair.new, _types_change(pair), as_text=False)
    if as_text != as_typed:
        return "type-changed"
    return "type-specialized" if as_typed else "type-generalized"


def _became_list(pair: SchemaPair) -> bool:
    """Tell whether a single value became a list whose items accept that value."""
    change = _types_change(pair)
    before = tuple(each for each in types(pair.old) if each != "null")
    items = pair.new.get("items")
    if not change or [each for each in change[0] if each != "null"] != ["array"] or not before:
        return False
    item = pair.new_items() if items is not None else None
    if not item:
        return False
    now = tuple(each for each in types(item) if each != "null")
    added = tuple(each for each in now if each not in before)
    removed = tuple(each for each in before if each not in now)
    fits = not (added or removed) or _contains(added or now, removed or before, as_text=True)
    return fits and restricts_alike(pair.old, item, without={"type", "nullable"})


def _request_suffix(pair: SchemaPair, view: View) -> str:
    change = _types_change(pair)
    wider = change and _covers(types(pair.new), types(pair.old))
    if not (change and not wider and not types(pair.new)) and _breaks(
        pair.old, pair.new, None if wider else change, as_text=view.is_text
    ):
        return "type-changed"
    return "type-compatible" if _is_swap(pair) and not wider else "type-generalized"


def _response_suffix(pair: SchemaPair, view: View) -> str:
    change = _types_change(pair)
    narrower = change and _covers(types(pair.old), types(pair.new))
    reverse = None if narrower or not change else (change[1], change[0])
    if not (reverse and not types(pair.old)) and _breaks(pair.new, pair.old, reverse, as_text=view.is_text):
        return "type-generalized" if change and _covers(types(pair.new), types(pair.old)) else "type-changed"
    return "type-compatible" if _is_swap(pair) and not narrower else "type-specialized"


Change = tuple[tuple[str, ...], tuple[str, ...]]


def _types_change(pair: SchemaPair) -> Change | None:
    """Return the types added and removed; ``None`` when they are the same."""
    old, new = types(pair.old), types(pair.new)
    added = tuple(each for each in new if each not in old)
    removed = tuple(each for each in old if each not in new)
    return (added, removed) if added or removed else None


def _is_swap(pair: SchemaPair) -> bool:
    return bool(_types_change(pair) and types(pair.old) and types(pair.new))


def _breaks(narrow: object, wide: object, change: Change | None, *, as_text: bool) -> bool:
    """Tell whether values of one schema may not fit another."""
    assert isinstance(narrow, dict)
    assert isinstance(wide, dict)
    return bool(change and not _contains(*change, as_text=as_text)) or (
        text(narrow, "format") != text(wide, "format")
        and not _format_contains(types(wide), text(narrow, "format"), text(wide, "format"))
    )


def _contains(added: tuple[str, ...], removed: tuple[str, ...], *, as_text: bool) -> bool:
    if len(added) == len(removed) == 1 and _is_subtype(removed[0], added[0]):
        return True
    return as_text and (not added or added == ("string",))


def _format_contains(wide_types: tuple[str, ...], narrow: str, wide: str) -> bool:
    if not wide:
        return True
    return len(wide_types) == 1 and (narrow, wide) in _WIDER_FORMATS.get(wide_types[0], ())


def _covers(wide: tuple[str, ...], narrow: tuple[str, ...]) -> bool:
    return bool(narrow) and all(any(_is_subtype(one, other) for other in wide) for one in narrow)


def _is_subtype(narrow: str, wide: str) -> bool:
    return narrow == wide or (narrow == "integer" and wide == "number")


def _described(pair: SchemaPair) -> dict[str, str]:
    by_type = _types_change(pair) is not None
    by_format = "format" in pair.own
    what = " and ".join(name for name, changed in (("type", by_type), ("format", by_format)) if changed)
    old, new = [], []
    if by_type:
        old.append(" or ".join(types(pair.old)) or "anything")
        new.append(" or ".join(types(pair.new)) or "anything")
    if by_format:
        old.append(text(pair.old, "format") or "no format")
        new.append(text(pair.new, "format") or "no format")
    return {"what": what, "old": "/".join(old), "new": "/".join(new)}
