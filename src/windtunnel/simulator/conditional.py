"""Conditional requests (RFC 9110, section 13): entity tags, dates, and what a server does with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from enum import StrEnum

_ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\U0010ffff]*)"')
_LIST = re.compile(r'\s*(?:(W/)?"([\x21\x23-\x7e\x80-\U0010ffff]*)")?\s*(?:,|$)')
DIGEST_BYTES = 16
READING = ("GET", "HEAD")


@dataclass(frozen=True)
class EntityTag:
    """An entity tag.

    Args:
        value: what stands between the quotation marks.
        weak: whether equal tags only promise the same meaning, not the same bytes.
    """

    value: str
    weak: bool = False

    def __str__(self) -> str:
        return f'{"W/" if self.weak else ""}"{self.value}"'


@dataclass(frozen=True)
class Current:
    """The state that conditions are compared with.

    Args:
        exists: whether there is a current representation.
        tag: its entity tag, where it has one.
        modified: when it was last changed, in seconds since the Unix epoch, where that is known.
    """

    exists: bool = True
    tag: EntityTag | None = None
    modified: float | None = None


class Verdict(StrEnum):
    """What to do with a conditional request."""

    PROCEED = "proceed"
    NOT_MODIFIED = "not modified"
    """Answer 304."""
    FAILED = "failed"
    """Answer 412."""


def entity_tag(content: bytes, *, weak: bool = False) -> EntityTag:
    """Return the entity tag of a representation, a digest of its bytes."""
    return EntityTag(hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest(), weak)


def parse_entity_tag(text: str) -> EntityTag | None:
    """Return the entity tag that ``text`` is, ``None`` when it is none."""
    match = _ENTITY_TAG.fullmatch(text.strip())
    return EntityTag(match[2], match[1] is not None) if match else None


def parse_entity_tags(text: str) -> tuple[EntityTag, ...] | None:
    """Return a comma-separated list of entity tags; ``None`` when it is malformed."""
    tags: list[EntityTag] = []
    position = 0
    while position < len(text):
        match = _LIST.match(text, position)
        if match is None:
            return None
        if match[2] is not None:
            tags.append(EntityTag(match[2], match[1] is not None))
        position = match.end()
    return tuple(tags)


def strong_match(one: EntityTag, other: EntityTag) -> bool:
    """Tell whether two tags are equal and neither is weak (section 8.8.3.2)."""
    return not one.weak and not other.weak and one.value == other.value


def weak_match(one: EntityTag, other: EntityTag) -> bool:
    """Tell whether two tags are equal, weak or not."""
    return one.value == other.value


def http_date(at: float) -> str:
    """Return a time in seconds since the Unix epoch as an HTTP date; fractions are cut off."""
    return formatdate(int(at), usegmt=True)


def parse_http_date(text: str) -> float | None:
    """Return an HTTP date in seconds since the Unix epoch; ``None`` when it is none."""
    try:
        return parsedate_to_datetime(text.strip()).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def evaluate(method: str, headers: Mapping[str, str], current: Current) -> Verdict:
    """Return what to do with a request, in the order of precedence of section 13.2.2.

    Args:
        method: of the request, upper case.
        headers: of the request, names in lower case.
        current: the state of what the request is about.
    """
    if "if-match" in headers:
        if not _if_match(headers["if-match"], current):
            return Verdict.FAILED
    elif "if-unmodified-since" in headers and not _unmodified(headers["if-unmodified-since"], current):
        return Verdict.FAILED
    if "if-none-match" in headers:
        if not _if_none_match(headers["if-none-match"], current):
            return Verdict.NOT_MODIFIED if method in READING else Verdict.FAILED
    elif method in READING and "if-modified-since" in headers:
        return Verdict.PROCEED if _modified(headers["if-modified-since"], current) else Verdict.NOT_MODIFIED
    return Verdict.PROCEED


def _if_match(text: str, current: Current) -> bool:
    """Compare strongly: a weak tag never matches. A malformed list matches nothing."""
    if text.strip() == "*":
        return current.exists
    tags = parse_entity_tags(text) or ()
    return current.exists and current.tag is not None and any(strong_match(tag, current.tag) for tag in tags)


def _if_none_match(text: str, current: Current) -> bool:
    if text.strip() == "*":
        return not current.exists
    tags = parse_entity_tags(text) or ()
    return not (current.exists and current.tag is not None and any(weak_match(tag, current.tag) for tag in tags))


def _unmodified(text: str, current: Current) -> bool:
    """Compare whole seconds; a date that is none, or cannot be compared, is ignored."""
    since = parse_http_date(text)
    return since is None or current.modified is None or int(current.modified) <= since


def _modified(text: str, current: Current) -> bool:
    since = parse_http_date(text)
    return since is None or current.modified is None or int(current.modified) > since
