"""Block Kit's rules."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.slack.blocks import BlockRules, plain_text_of
from simulators.slack.refusals import Refused
from windtunnel.kernel.ids import Ids
from windtunnel.kernel.randomness import Randomness

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*hi*"}}
RULES = BlockRules(Ids(Randomness(1).stream("ids")), 3000)


def test_blocks_get_an_id_and_keep_their_own() -> None:
    """block_id is made up where it is missing."""
    first, second = RULES.accept([SECTION, {"type": "divider", "block_id": "mine"}], 50)
    assert len(first["block_id"]) == 5
    assert second == {"type": "divider", "block_id": "mine"}


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("text", "must be an object [json-pointer:/blocks/0]"),
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": "sectoin"}, "unsupported type: sectoin [json-pointer:/blocks/0/type]"),
        ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
        ({"type": "section", "text": "plain"}, "must be a valid text object [json-pointer:/blocks/0/text]"),
        ({"type": "image", "image_url": "u"}, "missing required field: alt_text [json-pointer:/blocks/0]"),
        ({"type": "actions", "elements": {}}, "must be an array [json-pointer:/blocks/0/elements]"),
        ({"type": "context", "elements": ["x"]}, "must be an object [json-pointer:/blocks/0/elements/0]"),
        ({"type": "divider", "text": 5}, "must be a string [json-pointer:/blocks/0/text]"),
        (
            {"type": "divider", "block_id": "x" * 256},
            "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
        ),
        (
            {"type": "section", "text": {"type": "mrkdwn", "text": ""}},
            "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}},
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "section", "text": {"type": "mrkdwn", "text": 5}},
            "must be a string [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            {"type": "section", "fields": [{}] * 11},
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        (
            {"type": "input", "label": {"type": "mrkdwn", "text": "x"}, "element": {}},
            "must be a valid text object [json-pointer:/blocks/0/label]",
        ),
    ],
)
def test_a_wrong_block_is_named_with_its_place(block: Any, complaint: str) -> None:
    """Messages and errors carry the vendor's words and a JSON pointer."""
    with pytest.raises(Refused) as refused:
        RULES.accept([block], 50)
    assert refused.value.code == "invalid_blocks"
    assert refused.value.messages == (complaint,)
    assert refused.value.details == {"errors": [complaint]}


def test_every_wrong_block_is_named() -> None:
    """One answer tells everything."""
    assert len(RULES.complaints([{"type": "x"}, SECTION, {"type": "header"}])) == 2


def test_block_ids_do_not_repeat() -> None:
    """Two blocks of one message have different ids."""
    twice = [{"type": "divider", "block_id": "a"}] * 2
    assert RULES.complaints(twice) == ["`block_id` a already exists [json-pointer:/blocks/1/block_id]"]


def test_the_number_of_blocks_is_limited() -> None:
    """The fifty-first is one too many."""
    with pytest.raises(Refused) as refused:
        RULES.accept([{"type": "divider"}] * 51, 50)
    assert refused.value.messages == ("no more than 50 items allowed [json-pointer:/blocks]",)


def test_blocks_have_words() -> None:
    """Notifications show the texts of the blocks, in order."""
    fields = {"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}, {"type": "mrkdwn", "text": "b"}]}
    assert plain_text_of([SECTION, fields, {"type": "divider"}]) == "*hi* a b"
