"""Block Kit: what a block must have, and how Slack complains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from windtunnel.kernel.ids import Ids

from .refusals import Refused

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "actions": (("elements",),),
    "alert": (("text",),),
    "call": (("call_id",),),
    "card": (),
    "carousel": (("elements",),),
    "context": (("elements",),),
    "context_actions": (("elements",),),
    "divider": (),
    "file": (("external_id",), ("source",)),
    "header": (("text",),),
    "image": (("image_url", "slack_file"), ("alt_text",)),
    "input": (("label",), ("element",)),
    "markdown": (("text",),),
    "plan": (("title",),),
    "rich_text": (("elements",),),
    "section": (("text", "fields"),),
    "table": (("rows",),),
    "task_card": (("task_id",), ("title",)),
    "video": (("alt_text",), ("title",), ("thumbnail_url",), ("video_url",)),
}
"""By type of block: what it needs; of several names in one group, any."""
KINDS: Mapping[str, tuple[type, str]] = {
    "accessory": (dict, "an object"),
    "alt_text": (str, "a string"),
    "element": (dict, "an object"),
    "elements": (list, "an array"),
    "fields": (list, "an array"),
    "image_url": (str, "a string"),
    "label": (dict, "an object"),
    "rows": (list, "an array"),
}
"""By field: what it must be, wherever it stands."""
OBJECTS = ("elements", "fields")
TEXT_TYPES: Mapping[str, tuple[str, ...]] = {"section": ("plain_text", "mrkdwn"), "header": ("plain_text",)}
BLOCK_ID_CHARACTERS_MAX = 255
FIELDS_MAX = 10
HEADER_CHARACTERS_MAX = 150


class BlockRules:
    """Checks blocks and gives them their ids.

    Args:
        ids: where block ids come from.
        text_characters_max: longest text object.
    """

    def __init__(self, ids: Ids, text_characters_max: int) -> None:
        self._ids = ids
        self._text_characters_max = text_characters_max

    def accept(self, blocks: list[Any], count_max: int) -> list[dict[str, Any]]:
        """Return blocks as Slack stores them, each with a ``block_id``.

        Raises:
            Refused: ``invalid_blocks``, with every place in ``response_metadata.messages``.
        """
        if len(blocks) > count_max:
            raise _invalid([f"no more than {count_max} items allowed [json-pointer:/blocks]"])
        complaints = self.complaints(blocks)
        if complaints:
            raise _invalid(complaints)
        return [{"block_id": self._ids.alnum(5), **block} for block in blocks]

    def complaints(self, blocks: list[Any]) -> list[str]:
        """Return what is wrong with ``blocks``."""
        found = [text for index, block in enumerate(blocks) for text in self._of_block(block, f"/blocks/{index}")]
        return found or list(_repeated_ids(blocks))

    def _of_block(self, block: Any, place: str) -> Iterator[str]:
        if not isinstance(block, dict):
            yield f"must be an object [json-pointer:{place}]"
            return
        kind = block.get("type")
        if not isinstance(kind, str):
            yield f"missing required field: type [json-pointer:{place}]"
        elif kind not in REQUIRED:
            yield f"unsupported type: {kind} [json-pointer:{place}/type]"
        else:
            yield from _of_fields(block, kind, place)
            yield from self._of_text(block, kind, place)

    def _of_text(self, block: Mapping[str, Any], kind: str, place: str) -> Iterator[str]:
        text = block.get("text", "")
        if kind not in TEXT_TYPES or "text" not in block:
            if not isinstance(text, str):
                yield f"must be a string [json-pointer:{place}/text]"
            return
        if not isinstance(text, dict) or text.get("type") not in TEXT_TYPES[kind]:
            yield f"must be a valid text object [json-pointer:{place}/text]"
            return
        longest = HEADER_CHARACTERS_MAX if kind == "header" else self._text_characters_max
        yield from _of_length(text.get("text"), longest, f"{place}/text/text")


def plain_text_of(blocks: list[dict[str, Any]]) -> str:
    """Return the words of ``blocks``, as notifications show them."""
    return " ".join(text for block in blocks for text in _texts(block) if text)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for name in ("text", "fields", "elements", "label"):
            if isinstance(node.get(name), dict | list):
                yield from _texts(node[name])


def _of_fields(block: Mapping[str, Any], kind: str, place: str) -> Iterator[str]:
    for group in REQUIRED[kind]:
        if all(block.get(name) in (None, "") for name in group):
            yield f"missing required field: {group[0]} [json-pointer:{place}]"
    for name, (expected, words) in KINDS.items():
        if name in block and not isinstance(block[name], expected):
            yield f"must be {words} [json-pointer:{place}/{name}]"
        elif name in OBJECTS:
            yield from _of_items(block.get(name, ()), f"{place}/{name}")
    yield from _of_sizes(block, place)


def _of_items(items: Sequence[Any], place: str) -> Iterator[str]:
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            yield f"must be an object [json-pointer:{place}/{index}]"


def _of_sizes(block: Mapping[str, Any], place: str) -> Iterator[str]:
    fields, block_id, label = block.get("fields", ()), block.get("block_id", ""), block.get("label")
    if isinstance(fields, list) and len(fields) > FIELDS_MAX:
        yield f"no more than {FIELDS_MAX} items allowed [json-pointer:{place}/fields]"
    if not isinstance(block_id, str) or len(block_id) > BLOCK_ID_CHARACTERS_MAX:
        yield f"must be less than {BLOCK_ID_CHARACTERS_MAX + 1} characters [json-pointer:{place}/block_id]"
    if isinstance(label, dict) and (label.get("type") != "plain_text" or not isinstance(label.get("text"), str)):
        yield f"must be a valid text object [json-pointer:{place}/label]"


def _of_length(text: Any, longest: int, place: str) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"must be a string [json-pointer:{place}]"
    elif not text:
        yield f"must be more than 0 characters [json-pointer:{place}]"
    elif len(text) > longest:
        yield f"must be less than {longest + 1} characters [json-pointer:{place}]"


def _repeated_ids(blocks: list[dict[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id and block_id in seen:
            yield f"`block_id` {block_id} already exists [json-pointer:/blocks/{index}/block_id]"
        seen.add(block_id or "")


def _invalid(complaints: list[str]) -> Refused:
    return Refused("invalid_blocks", *complaints, errors=complaints)
