"""Reading what a message is made from: tools, system and messages, their text, their tokens, and where caches end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from .files import size_of
from .refusals import Refused
from .turns import Block, blocks_of

if TYPE_CHECKING:
    from .system import Anthropic
    from .tokens import TokenCounter

DEFAULT_TTL = "5m"


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a prompt.

    Args:
        text: its text.
        tokens: how many tokens it is.
        ttl: how long the prompt up to its end is to be kept in the cache; ``None`` when it is not.
    """

    text: str
    tokens: int
    ttl: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was said.

    Args:
        segments: all of it, in the order in which caches see it.
        said: what the user said last.
    """

    segments: tuple[Segment, ...]
    said: str

    @property
    def text(self) -> str:
        """All of the text."""
        return "\n".join(segment.text for segment in self.segments)

    @property
    def tokens(self) -> int:
        """How many tokens it is."""
        return sum(segment.tokens for segment in self.segments)


def read_prompt(system: Anthropic, body: Mapping[str, Any]) -> Prompt:
    """Return what a body says.

    Args:
        system: the simulator, which knows files and counts tokens.
        body: of a message or a count, fitting the contract.

    Raises:
        Refused: too many places end a cache, or a file does not exist.
    """
    reader = _Reader(system)
    segments = [*reader.tools(body), *reader.system(body), *reader.messages(body)]
    marked = sum(segment.ttl is not None for segment in segments)
    most = int(system.profile.limits["cache_breakpoints_max"])
    top = body.get("cache_control")
    if marked + (top is not None) > most:
        raise Refused(
            f"A maximum of {most} blocks with cache_control may be provided. Found {marked + (top is not None)}."
        )
    if top is not None and segments[-1].ttl is None:
        last = segments[-1]
        segments[-1] = Segment(last.text, last.tokens, top.get("ttl", DEFAULT_TTL))
    return Prompt(tuple(segments), _said(body["messages"]))


class _Reader:
    """Turns blocks into segments."""

    def __init__(self, system: Anthropic) -> None:
        self._system = system
        self._counter: TokenCounter = system.counter

    def tools(self, body: Mapping[str, Any]) -> Iterator[Segment]:
        extra = self._counter.for_tools
        for tool in body.get("tools") or ():
            shown = {name: value for name, value in tool.items() if name != "cache_control"}
            text = orjson.dumps(shown).decode()
            yield Segment(text, self._counter.count(text) + extra, _ttl(tool))
            extra = 0
        wanted = (body.get("output_config") or {}).get("format")
        if wanted:
            text = orjson.dumps(wanted["schema"]).decode()
            yield Segment(text, self._counter.count(text))

    def system(self, body: Mapping[str, Any]) -> Iterator[Segment]:
        for block in blocks_of(body.get("system") or ()):
            yield self._segment(block, 0)

    def messages(self, body: Mapping[str, Any]) -> Iterator[Segment]:
        extra = self._counter.per_request
        for message in body["messages"]:
            extra += self._counter.per_message
            for block in blocks_of(message["content"]):
                yield self._segment(block, extra)
                extra = 0
        if extra:
            yield Segment("", extra)

    def _segment(self, block: Block, extra: int) -> Segment:
        text = text_of(block)
        return Segment(text, extra + self._counter.count(text) + self._unspoken(block), _ttl(block))

    def _unspoken(self, block: Block) -> int:
        """Return the tokens of what is no text."""
        source = block.get("source")
        if block["type"] == "tool_result":
            content = block.get("content") or ()
            return 0 if isinstance(content, str) else sum(self._unspoken(each) for each in content)
        if not isinstance(source, Mapping):
            return 0
        return SIZES[source["type"]](self._system, block["type"], source)


def text_of(block: Block) -> str:
    """Return the text of a block, and of what it holds."""
    kind = block["type"]
    if kind == "tool_use":
        return f"{block['name']}({orjson.dumps(block['input']).decode()})"
    if kind in ("tool_result", "search_result"):
        content = block.get("content") or ()
        inner = [content] if isinstance(content, str) else [text_of(each) for each in content]
        return "\n".join([*([block["title"]] if kind == "search_result" else []), *inner])
    if kind == "document" and block["source"]["type"] == "text":
        return "\n".join(filter(None, [block.get("title"), block.get("context"), block["source"]["data"]]))
    return str(block.get("text") or block.get("thinking") or "")


def _said(messages: Sequence[Mapping[str, Any]]) -> str:
    """Return the last text of a user; without one, the last text at all."""
    spoken = [text for message in messages if message["role"] == "user" and (text := _spoken(message))]
    return spoken[-1] if spoken else text_of(blocks_of(messages[-1]["content"])[-1])


def _spoken(message: Mapping[str, Any]) -> str:
    return "\n".join(block["text"] for block in blocks_of(message["content"]) if block["type"] == "text")


def _ttl(marked: Mapping[str, Any]) -> str | None:
    control = marked.get("cache_control")
    return control.get("ttl", DEFAULT_TTL) if control else None


def _decoded_size(data: str) -> int:
    """Return how many bytes base64 stands for."""
    return max(0, len(data) * 3 // 4 - data[-2:].count("="))


def _of_data(system: Anthropic, kind: str, source: Mapping[str, Any]) -> int:
    counter: TokenCounter = system.counter
    return counter.per_image if kind == "image" else counter.of_bytes(_decoded_size(source["data"]))


def _of_url(system: Anthropic, kind: str, source: Mapping[str, Any]) -> int:
    return system.counter.per_image


def _of_file(system: Anthropic, kind: str, source: Mapping[str, Any]) -> int:
    size = size_of(system, source["file_id"])
    return system.counter.per_image if kind == "image" else system.counter.of_bytes(size)


def _of_text(system: Anthropic, kind: str, source: Mapping[str, Any]) -> int:
    return 0


Size = Callable[["Anthropic", str, Mapping[str, Any]], int]
SIZES: Mapping[str, Size] = {"base64": _of_data, "url": _of_url, "file": _of_file, "text": _of_text}
"""By the type of a source, how many tokens it is beside its text."""
