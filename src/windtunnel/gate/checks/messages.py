"""Message pacts: what a consumer expects of webhooks and events, judged by the contract's webhooks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from windtunnel.contract.document import Contract
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.instance import Uninstantiable, instance
from windtunnel.simulator.schemas.standalone import standalone

ASYNCHRONOUS = "Asynchronous/Messages"
KEYS = ("webhook", "event", "type")


@dataclass(frozen=True)
class Message:
    """One message of a pact.

    Args:
        description: what the consumer calls it.
        webhook: which webhook of the contract it names in its metadata, if it does.
        content: the payload that the consumer was tested with.
        pointer: its place in the pact.
    """

    description: str
    webhook: str
    content: Any
    pointer: str


@dataclass(frozen=True)
class MessageProblem:
    """Why the vendor would not send such a message."""

    code: str
    message: Message
    place: str
    text: str


def messages_of(pact: Mapping[str, Any]) -> Iterator[Message]:
    """Return the messages of a pact of version 3 or 4."""
    for key, listed in (("messages", pact.get("messages")), ("interactions", pact.get("interactions"))):
        for index, each in enumerate(listed or ()):
            if key == "messages" or each.get("type") == ASYNCHRONOUS:
                yield _message(each, f"#/{key}/{index}")


def _message(data: Mapping[str, Any], pointer: str) -> Message:
    metadata = {**(data.get("metaData") or {}), **(data.get("metadata") or {})}
    named = next((str(metadata[key]) for key in KEYS if metadata.get(key)), "")
    contents: Any = data.get("contents")
    if data.get("type") == ASYNCHRONOUS and isinstance(contents, Mapping):
        contents = contents.get("content")
    return Message(str(data.get("description", "")), named, contents, pointer)


class Webhooks:
    """The payloads that a contract's webhooks may have."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.validators = {
            name: jsonschema_rs.Draft202012Validator(standalone(schema, contract.resolve))
            for name, schema in self._schemas()
        }

    def accepts_its_own(self, seed: int) -> bool | None:
        """Tell whether payloads made from the contract fit it; nothing when none can be made."""
        random = Randomness(seed).stream("gate")
        for name, schema in self._schemas():
            with contextlib.suppress(Uninstantiable):
                made = instance(schema, random, self._contract.resolve)
                return self.problem(Message("control", name, made, "#")) is None
        return None

    def _schemas(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for name, item in (self._contract.document.get("webhooks") or {}).items():
            operation = self._contract.resolve(item).get("post") or {}
            body = self._contract.resolve(operation.get("requestBody") or {})
            for content in (body.get("content") or {}).values():
                if content.get("schema"):
                    yield name, content["schema"]
                    break

    def problem(self, message: Message) -> MessageProblem | None:
        """Return why no webhook of the contract has this payload; nothing when one does.

        A message that names its webhook (``webhook``, ``event`` or ``type`` in the pact's metadata) must fit that one.
        """
        if message.webhook and message.webhook not in self.validators:
            text = f"the contract has no webhook {message.webhook!r}; it has {', '.join(self.validators) or 'none'}"
            return MessageProblem("pact-message-unknown", message, message.webhook, text)
        names = [message.webhook] if message.webhook else list(self.validators)
        if any(self.validators[name].is_valid(message.content) for name in names):
            return None
        place = self._nearest(names, message)
        text = f"no payload of the contract's {'webhook ' + names[0] if message.webhook else 'webhooks'} looks like it"
        return MessageProblem("pact-message-mismatch", message, place, f"{text}: {place}" if place else text)

    def _nearest(self, names: list[str], message: Message) -> str:
        """Return where the payload leaves the one schema that was named."""
        if len(names) != 1:
            return ""
        error = next(iter(self.validators[names[0]].iter_errors(message.content)))
        path = "/".join(str(part) for part in error.instance_path if isinstance(part, str))
        missing = error.kind.as_dict().get("property")
        keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
        return f"`{'/'.join(part for part in (path, str(missing or '')) if part) or 'payload'}` against `{keyword}`"
