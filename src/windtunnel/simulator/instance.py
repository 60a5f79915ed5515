"""Seeded instances of JSON schemas: values that a contract allows, the same for the same stream of chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import jsonschema_rs
import orjson

from .schemas.depth import Depths, likely_type
from .schemas.flat import Flat, Flats, Resolve, Schema, local_resolver, without_first_group
from .schemas.numbers import fitting_number
from .schemas.standalone import standalone
from .schemas.texts import WORDS, fitting_text

ATTEMPTS = 60
DEPTH = 4
"""How deep an instance may be nested when its schema does not demand more."""
ITEMS_SPAN = 2
NAME_LENGTH = 8
NULL_CHANCE = 0.1
NOTHING = object()


class Uninstantiable(ValueError):
    """No instance of a schema was found: it contradicts itself, recurses without end, or is too contrived."""


def instance(schema: Schema, random: Random, resolve: Resolve | None = None, *, optional_chance: float = 0.5) -> Any:
    """Return a value that is valid against ``schema``.

    Args:
        schema: a JSON schema of 2020-12 or of OpenAPI 3.0.
        random: the stream of chance; the same state gives the same value.
        resolve: follows ``{"$ref": ...}``, such as ``Contract.resolve``; without it, references lead into ``schema``.
        optional_chance: how likely a property is that is not required.

    Raises:
        Uninstantiable: there is none, or none was found.
    """
    return Instances(resolve or local_resolver(schema), optional_chance).make(schema, random)


class Instances:
    """Makes instances of the schemas of one document and remembers what it learned about them.

    Args:
        resolve: follows references.
        optional_chance: how likely a property is that is not required.
    """

    def __init__(self, resolve: Resolve, optional_chance: float = 0.5) -> None:
        self._resolve = resolve
        self._optional_chance = optional_chance
        self._flats = Flats(resolve)
        self._depths = Depths(self._flats)
        self._validators: dict[int, tuple[Schema, Any]] = {}
        self._branches: dict[int, list[Schema]] = {}
        self._joined: dict[tuple[int, int], Schema] = {}

    def make(self, schema: Schema, random: Random) -> Any:
        """Return a value that is valid against ``schema``.

        Raises:
            Uninstantiable: there is none, or none was found.
        """
        smallest = self._depths.smallest(schema)
        if smallest is None:
            raise Uninstantiable("the schema contradicts itself or recurses without end")
        return self._tried(schema, lambda: self._value(schema, random, max(smallest, DEPTH)))

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Tell whether ``value`` fits ``schema``."""
        known = self._validators.get(id(schema))
        if known is None:
            known = self._validators[id(schema)] = (schema, self._compile(schema))
        return bool(known[1].is_valid(value))

    def _compile(self, schema: Schema) -> Any:
        try:
            return jsonschema_rs.Draft202012Validator(standalone(schema, self._resolve))
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
            raise Uninstantiable(f"not a JSON schema: {error}") from error

    def _tried(self, schema: Schema, make: Callable[[], Any]) -> Any:
        for _ in range(ATTEMPTS):
            value = make()
            if self.is_valid(schema, value):
                return value
        raise Uninstantiable(f"no valid instance in {ATTEMPTS} attempts")

    def _value(self, schema: Schema, random: Random, depth: int) -> Any:
        flat = self._flats.of(schema)
        if "enum" in flat.keywords:
            return self._enumerated(schema, flat, random)
        if flat.groups:
            return self._alternative(schema, flat, random, depth)
        if flat.checked:
            return self._tried(schema, lambda: self._of_type(flat, random, depth))
        return self._of_type(flat, random, depth)

    def _enumerated(self, schema: Schema, flat: Flat, random: Random) -> Any:
        fitting = [value for value in flat.keywords["enum"] if self.is_valid(schema, value)]
        if not fitting:
            raise Uninstantiable("no value of the enum fits the rest of the schema")
        return random.choice(fitting)

    def _alternative(self, schema: Schema, flat: Flat, random: Random, depth: int) -> Any:
        """Settle the first choice that the schema leaves open and make an instance of what remains."""
        branches = self._settled(schema, flat, depth)
        for _ in range(ATTEMPTS):
            made = 0
            for branch in random.sample(branches, len(branches)):
                value = self._attempt(branch, random, depth)
                made += value is not NOTHING
                if value is not NOTHING and self.is_valid(schema, value):
                    return value
            if not made:
                break
        raise Uninstantiable("no alternative of the schema has an instance")

    def _attempt(self, schema: Schema, random: Random, depth: int) -> Any:
        try:
            return self._value(schema, random, depth)
        except Uninstantiable:
            return NOTHING

    def _settled(self, schema: Schema, flat: Flat, depth: int) -> list[Schema]:
        if id(schema) not in self._branches:
            rest = without_first_group(flat)
            self._branches[id(schema)] = [{"allOf": [rest, branch]} for branch in flat.groups[0]]
        branches = zip(flat.groups[0], self._branches[id(schema)], strict=True)
        return [settled for branch, settled in branches if self._depths.fits(branch, depth)]

    def _of_type(self, flat: Flat, random: Random, depth: int) -> Any:
        types = flat.types or (likely_type(flat),)
        kinds = [kind for kind in types if kind in MAKERS and self._depths.type_fits(flat, kind, depth)]
        if flat.impossible or not kinds:
            raise Uninstantiable("the schema contradicts itself or recurses without end")
        if len(kinds) > 1 and "null" in kinds and random.random() >= NULL_CHANCE:
            kinds.remove("null")
        return MAKERS[random.choice(kinds)](self, flat, random, depth)

    def make_object(self, flat: Flat, random: Random, depth: int) -> Any:
        """Return an object with every required property and some of the others, in the order of the schema."""
        chosen = self._chosen_names(flat, random, depth)
        declared = [name for name in flat.names() if name in chosen]
        names = declared + [name for name in chosen if name not in flat.names()]
        return {name: self._value(flat.property(name), random, depth - 1) for name in names}

    def make_array(self, flat: Flat, random: Random, depth: int) -> Any:
        """Return a list of a few items more than it must have."""
        items: list[Any] = []
        for schema in self._item_schemas(flat, random, depth):
            others = items if flat.keywords.get("uniqueItems") else []
            item = self._item(schema, others, random, depth - 1)
            if item is NOTHING and len(items) >= flat.keywords.get("minItems", 0):
                break
            if item is NOTHING:
                raise Uninstantiable("there are too few different items")
            items.append(item)
        return items

    def _chosen_names(self, flat: Flat, random: Random, depth: int) -> list[str]:
        keywords = flat.keywords
        required: list[str] = list(keywords.get("required", ()))
        possible = [name for name in flat.names() if name not in required and self._has_room(flat, name, depth)]
        wanted = [name for name in possible if random.random() < self._optional_chance]
        spare = [name for name in possible if name not in wanted]
        least, most = keywords.get("minProperties", 0), keywords.get("maxProperties", len(required) + len(possible))
        chosen = _with_dependents(required + wanted[: max(0, most - len(required))], keywords)
        chosen += spare[: max(0, least - len(chosen))]
        while len(chosen) < least:
            chosen.append(self._new_name(flat, chosen, random, depth))
        return chosen

    def _new_name(self, flat: Flat, taken: list[str], random: Random, depth: int) -> str:
        patterns = list(flat.keywords.get("patternProperties", {}))
        for _ in range(ATTEMPTS):
            if "propertyNames" in flat.keywords:
                name = self._value({"allOf": [{"type": "string"}, flat.keywords["propertyNames"]]}, random, 0)
            elif patterns and random.random() < 0.5:
                wanted = {"pattern": random.choice(patterns), "minLength": random.randint(0, NAME_LENGTH)}
                name = fitting_text(wanted, random)
            else:
                name = f"{random.choice(WORDS)}_{len(taken)}"
            if name is not None and name not in taken and self._has_room(flat, name, depth):
                return str(name)
        raise Uninstantiable("no further property is allowed, and there are too few")

    def _has_room(self, flat: Flat, name: str, depth: int) -> bool:
        return self._depths.fits(flat.property(name), depth - 1)

    def _item_schemas(self, flat: Flat, random: Random, depth: int) -> list[Schema]:
        keywords = flat.keywords
        prefix: list[Schema] = keywords.get("prefixItems", [])
        rest: Schema = keywords.get("items", True)
        held = keywords.get("minContains", 1) if "contains" in keywords else 0
        least = max(int(keywords.get("minItems", 0)), held)
        ample = max(least, len(prefix)) + ITEMS_SPAN if self._depths.fits(rest, depth - 1) else max(least, len(prefix))
        most = min(keywords.get("maxItems", ample), ample if rest is not False else len(prefix))
        if most < least:
            raise Uninstantiable("the list cannot have enough items")
        count = random.randint(least, most)
        schemas = [*prefix[:count], *([rest] * (count - len(prefix)))]
        return [self._both(keywords["contains"], each) for each in schemas[:held]] + schemas[held:]

    def _item(self, schema: Schema, others: list[Any], random: Random, depth: int) -> Any:
        taken = [_identity(other) for other in others]
        for _ in range(ATTEMPTS * (1 + len(taken))):
            value = self._attempt(schema, random, depth)
            if value is NOTHING or _identity(value) not in taken:
                return value
        return NOTHING

    def _both(self, first: Schema, second: Schema) -> Schema:
        return self._joined.setdefault((id(first), id(second)), {"allOf": [first, second]})


def _with_dependents(names: list[str], keywords: Mapping[str, Any]) -> list[str]:
    dependents: Mapping[str, list[str]] = keywords.get("dependentRequired", {})
    chosen = list(dict.fromkeys(names))
    for name in chosen:
        chosen += [each for each in dependents.get(name, ()) if each not in chosen]
    return chosen


def _identity(value: Any) -> bytes:
    """Return what equal JSON values share; 1 and 1.0 are equal, 1 and true are not."""
    return orjson.dumps(_levelled(value), option=orjson.OPT_SORT_KEYS)


def _levelled(value: Any) -> Any:
    if isinstance(value, list):
        return [_levelled(each) for each in value]
    if isinstance(value, dict):
        return {key: _levelled(each) for key, each in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _make_text(instances: Instances, flat: Flat, random: Random, depth: int) -> Any:
    text = fitting_text(flat.keywords, random)
    if text is None:
        raise Uninstantiable("no text fits length and pattern")
    return text


def _make_number(instances: Instances, flat: Flat, random: Random, depth: int, *, whole: bool = False) -> Any:
    number = fitting_number(flat.keywords, random, whole=whole)
    if number is None:
        raise Uninstantiable("no number fits the bounds")
    return number


def _make_integer(instances: Instances, flat: Flat, random: Random, depth: int) -> Any:
    return _make_number(instances, flat, random, depth, whole=True)


MAKERS: dict[str, Callable[[Instances, Flat, Random, int], Any]] = {
    "object": Instances.make_object,
    "array": Instances.make_array,
    "string": _make_text,
    "integer": _make_integer,
    "number": _make_number,
    "boolean": lambda instances, flat, random, depth: random.random() < 0.5,
    "null": lambda instances, flat, random, depth: None,
}
