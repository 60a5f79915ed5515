"""Every place of an operation where both documents have a schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from . import media_type
from .finding import Direction, Subject
from .operation import Media, Parameter, Response, Slot
from .rules import bodies, responses
from .rules.hit import OperationPair, View
from .rules.parameters import Matched
from .walk import Place

Use = tuple[Slot, Slot, Place]


@dataclass(frozen=True, slots=True)
class _Content:
    """What is described by media type, and how it is called."""

    old: Mapping[str, Media]
    new: Mapping[str, Media]
    label: str
    name: str
    direction: Direction


def uses(pair: OperationPair, matched: Matched, subject: Subject, section: str) -> Iterator[Use]:
    """Return the schemas that are compared, the old one first, with the place where they are used.

    Args:
        pair: the operations.
        matched: their parameters.
        subject: the operation, for findings.
        section: of the document.
    """
    for one, other in matched.pairs:
        yield one.slot, other.slot, _parameter(one, other, subject, section, pair.today)
    if pair.old.body is not None and pair.new.body is not None:
        body = _Content(pair.old.body.content, pair.new.body.content, bodies.WHERE, "requestBody", Direction.REQUEST)
        yield from _content(body, subject, section, pair.today)
    for status, old in pair.old.responses.items():
        if status in pair.new.responses:
            yield from _response(status, old, pair.new.responses[status], subject, section, pair.today)


def _parameter(one: Parameter, other: Parameter, subject: Subject, section: str, today: date) -> Place:
    view = View(
        Direction.REQUEST,
        today,
        is_parameter=True,
        is_text=True,
        header_parameter=other.location == "header",
        is_exploded=_is_exploded(other),
    )
    label = f"{other.location} parameter `{one.name}`"
    return Place(subject, section, label, f"{other.location}.{one.name}", view)


def _is_exploded(parameter: Parameter) -> bool:
    """Tell whether a list is sent as one parameter per item, so that a single value reads as a list of one."""
    style = parameter.node.get("style", "form" if parameter.location in {"query", "cookie"} else "simple")
    return style == "form" and parameter.node.get("explode", True) is True


def _response(status: str, old: Response, new: Response, subject: Subject, section: str, today: date) -> Iterator[Use]:
    label = responses.where(status)
    yield from _content(_Content(old.content, new.content, label, status, Direction.RESPONSE), subject, section, today)
    for key, header in old.headers.items():
        if key in new.headers:
            named = f"the header `{header.name}` of {label}"
            view = _view(Direction.RESPONSE, today, is_body=False, is_text=True)
            yield header.slot, new.headers[key].slot, Place(subject, section, named, f"{status} {header.name}", view)


def _content(content: _Content, subject: Subject, section: str, today: date) -> Iterator[Use]:
    if not content.old or not content.new:
        return
    matched = media_type.match(content.old, content.new)
    for one, other in matched.pairs:
        old, new = content.old[one], content.new[other]
        view = _view(content.direction, today, is_body=True, is_text=media_type.is_text(other))
        label = f"{content.label} ({other})" if len(matched.pairs) > 1 else content.label
        name = f"{content.name} {other}"
        yield old.slot, new.slot, Place(subject, section, label, name, view)
        if old.item_slot.schema is not None:
            yield old.item_slot, new.item_slot, Place(subject, section, f"an item of {label}", name, view)


@lru_cache(maxsize=64)
def _view(direction: Direction, today: date, *, is_body: bool, is_text: bool) -> View:
    return View(direction, today, is_body=is_body, is_text=is_text)
