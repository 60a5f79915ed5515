"""How deeply nested the smallest instance of a schema is, so that recursion can be steered to an end."""

from __future__ import annotations

from collections.abc import Iterator

from .flat import Flat, Flats, Schema

DEPTH_MAX = 24


class Depths:
    """Tells whether a schema has an instance of at most a given depth.

    Args:
        flats: the flat views.
    """

    def __init__(self, flats: Flats) -> None:
        self._flats = flats
        self._known: dict[tuple[int, int], tuple[Schema, bool]] = {}

    def smallest(self, schema: Schema) -> int | None:
        """Return the depth of the smallest instance; ``None`` when it has none within ``DEPTH_MAX``."""
        return next((depth for depth in range(DEPTH_MAX + 1) if self.fits(schema, depth)), None)

    def fits(self, schema: Schema, depth: int) -> bool:
        """Tell whether some instance is nested at most ``depth`` levels; scalars and empty lists have depth 0."""
        if depth < 0:
            return False
        key = id(schema), depth
        if key not in self._known:
            self._known[key] = schema, False
            self._known[key] = schema, self._fits(self._flats.of(schema), depth)
        return self._known[key][1]

    def _fits(self, flat: Flat, depth: int) -> bool:
        if flat.impossible:
            return False
        if "enum" in flat.keywords:
            return True
        if not all(any(self.fits(branch, depth) for branch in group) for group in flat.groups):
            return False
        return any(self.type_fits(flat, kind, depth) for kind in flat.types or (likely_type(flat),))

    def type_fits(self, flat: Flat, kind: str, depth: int) -> bool:
        """Tell whether some instance of one type is nested at most ``depth`` levels."""
        if kind == "object":
            needed = list(_needed_properties(flat))
        elif kind == "array":
            needed = list(_needed_items(flat))
        else:
            return True
        return all(self.fits(schema, depth - 1) for schema in needed)


def likely_type(flat: Flat) -> str:
    """Return the type that the keywords of a schema without ``type`` are about."""
    for kind, keywords in KEYWORDS_OF_TYPE.items():
        if any(key in flat.keywords for key in keywords):
            return kind
    return "string"


def _needed_properties(flat: Flat) -> Iterator[Schema]:
    for name in flat.keywords.get("required", ()):
        yield flat.property(name)


def _needed_items(flat: Flat) -> Iterator[Schema]:
    prefix = flat.keywords.get("prefixItems", ())
    count = int(flat.keywords.get("minItems", 0))
    yield from prefix[:count]
    if count > len(prefix):
        yield flat.keywords.get("items", True)
    if "contains" in flat.keywords and flat.keywords.get("minContains", 1):
        yield flat.keywords["contains"]


KEYWORDS_OF_TYPE: dict[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "string": ("minLength", "maxLength", "pattern", "format"),
}
