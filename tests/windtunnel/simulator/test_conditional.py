"""Conditional requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.clock import EPOCH
from windtunnel.simulator.conditional import (
    Current,
    EntityTag,
    Verdict,
    entity_tag,
    evaluate,
    http_date,
    parse_entity_tag,
    parse_entity_tags,
    parse_http_date,
    strong_match,
    weak_match,
)

DATE = "Mon, 05 Jan 2026 09:00:00 GMT"
OLDER, NEWER = "Mon, 05 Jan 2026 08:59:59 GMT", "Mon, 05 Jan 2026 09:00:01 GMT"
STRONG = Current(tag=EntityTag("a"), modified=EPOCH + 0.9)
WEAK = Current(tag=EntityTag("a", weak=True), modified=EPOCH)
MISSING = Current(exists=False)
TAGS = st.builds(
    EntityTag, st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"')), st.booleans()
)


@pytest.mark.parametrize(
    ("one", "other", "strong", "weak"),
    [
        ('W/"1"', 'W/"1"', False, True),
        ('W/"1"', 'W/"2"', False, False),
        ('W/"1"', '"1"', False, True),
        ('"1"', '"1"', True, True),
    ],
)
def test_tags_are_compared_as_the_table_of_the_rfc_says(one: str, other: str, strong: bool, weak: bool) -> None:
    """RFC 9110, section 8.8.3.2."""
    first, second = parse_entity_tag(one), parse_entity_tag(other)
    assert first is not None
    assert second is not None
    assert (strong_match(first, second), weak_match(first, second)) == (strong, weak)


@given(TAGS)
def test_a_tag_is_read_back_as_it_was_written(tag: EntityTag) -> None:
    """Alone and in a list."""
    assert parse_entity_tag(str(tag)) == tag
    assert parse_entity_tags(str(tag)) == (tag,)


@given(st.lists(TAGS, max_size=4), st.sampled_from([",", ", ", " ,", " , ,"]))
def test_lists_of_tags_are_read_with_commas_inside_tags(tags: list[EntityTag], comma: str) -> None:
    """Empty members are skipped, as the list syntax allows."""
    assert parse_entity_tags(comma.join(map(str, tags))) == tuple(tags)


@pytest.mark.parametrize("text", ["a", '"a', 'w/"a"', '"a" "b"', '"a";"b"', "*"])
def test_what_is_no_tag_is_told(text: str) -> None:
    """The weakness mark is a capital letter."""
    assert parse_entity_tag(text) is None
    assert parse_entity_tags(text) is None


def test_equal_content_has_equal_tags() -> None:
    """Other content has others."""
    assert entity_tag(b"a") == entity_tag(b"a") != entity_tag(b"b")
    assert str(entity_tag(b"a", weak=True)).startswith('W/"')


def test_dates_are_whole_seconds() -> None:
    """What is no date is None."""
    assert http_date(EPOCH + 0.9) == DATE
    assert parse_http_date(DATE) == EPOCH
    assert [parse_http_date(text) for text in ("", "soon", "Mon, 99 Foo 2026 09:00:00 GMT")] == [None, None, None]


@pytest.mark.parametrize(
    ("method", "headers", "current", "verdict"),
    [
        ("PUT", {}, STRONG, "proceed"),
        ("PUT", {"if-match": '"a"'}, STRONG, "proceed"),
        ("PUT", {"if-match": '"b", "a"'}, STRONG, "proceed"),
        ("PUT", {"if-match": '"b"'}, STRONG, "failed"),
        ("PUT", {"if-match": 'W/"a"'}, WEAK, "failed"),
        ("PUT", {"if-match": "*"}, STRONG, "proceed"),
        ("PUT", {"if-match": "*"}, MISSING, "failed"),
        ("PUT", {"if-match": '"a"'}, MISSING, "failed"),
        ("PUT", {"if-match": '"a"'}, Current(), "failed"),
        ("PUT", {"if-match": "garbage"}, STRONG, "failed"),
        ("PUT", {"if-none-match": "*"}, MISSING, "proceed"),
        ("PUT", {"if-none-match": "*"}, STRONG, "failed"),
        ("PUT", {"if-none-match": '"a"'}, STRONG, "failed"),
        ("GET", {"if-none-match": '"a"'}, STRONG, "not modified"),
        ("GET", {"if-none-match": 'W/"a"'}, STRONG, "not modified"),
        ("GET", {"if-none-match": '"b"'}, STRONG, "proceed"),
        ("HEAD", {"if-none-match": "*"}, STRONG, "not modified"),
        ("GET", {"if-none-match": '"a"'}, MISSING, "proceed"),
        ("GET", {"if-modified-since": DATE}, STRONG, "not modified"),
        ("GET", {"if-modified-since": OLDER}, STRONG, "proceed"),
        ("GET", {"if-modified-since": NEWER}, STRONG, "not modified"),
        ("GET", {"if-modified-since": "soon"}, STRONG, "proceed"),
        ("GET", {"if-modified-since": DATE}, Current(), "proceed"),
        ("PUT", {"if-modified-since": DATE}, STRONG, "proceed"),
        ("PUT", {"if-unmodified-since": DATE}, STRONG, "proceed"),
        ("PUT", {"if-unmodified-since": OLDER}, STRONG, "failed"),
        ("PUT", {"if-unmodified-since": "soon"}, STRONG, "proceed"),
        ("PUT", {"if-match": '"a"', "if-unmodified-since": OLDER}, STRONG, "proceed"),
        ("GET", {"if-none-match": '"b"', "if-modified-since": NEWER}, STRONG, "proceed"),
        ("GET", {"if-match": '"b"', "if-none-match": '"a"'}, STRONG, "failed"),
        ("GET", {"if-match": '"a"', "if-none-match": '"a"'}, STRONG, "not modified"),
    ],
)
def test_conditions_are_judged_in_their_order_of_precedence(
    method: str, headers: dict[str, str], current: Current, verdict: str
) -> None:
    """RFC 9110, sections 13.1 and 13.2.2: tags before dates, If-Match before If-None-Match."""
    assert evaluate(method, headers, current) == Verdict(verdict)
