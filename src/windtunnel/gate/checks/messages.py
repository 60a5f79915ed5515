"""Message pacts: what a consumer expects of webhooks and queue events, judged by the contract and by event schemas."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from windtunnel.contract import yaml12
from windtunnel.contract.document import Contract, Schema
from windtunnel.kernel.errors import FileError
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
    """The payloads that webhooks of a contract, and events of a queue, may have.

    Args:
        contract: describes the webhooks.
        events: by name of the event, the file that holds the JSON Schema of its payload.

    Raises:
        FileError: a file is missing or no schema, or a reference in it leads outside of it or nowhere.
    """

    def __init__(self, contract: Contract, events: Mapping[str, Path] | None = None) -> None:
        self._schemas = [*_webhooks_of(contract), *_events_of(contract, events or {})]
        self.validators = {name: _validator(name, schema, source) for name, schema, source in self._schemas}

    def accepts_its_own(self, seed: int) -> bool | None:
        """Tell whether payloads made from the schemas fit them; nothing when none can be made."""
        random = Randomness(seed).stream("gate")
        for name, schema, source in self._schemas:
            with contextlib.suppress(Uninstantiable):
                made = instance(schema, random, source.resolve)
                return self.problem(Message("control", name, made, "#")) is None
        return None

    def problem(self, message: Message) -> MessageProblem | None:
        """Return why no webhook and no event has this payload; nothing when one does.

        A message that names its own (``webhook``, ``event`` or ``type`` in the pact's metadata) must fit that one.
        """
        if message.webhook and message.webhook not in self.validators:
            text = f"there is no webhook or event {message.webhook!r}; there is {', '.join(self.validators) or 'none'}"
            return MessageProblem("pact-message-unknown", message, message.webhook, text)
        names = [message.webhook] if message.webhook else list(self.validators)
        if any(self.validators[name].is_valid(message.content) for name in names):
            return None
        place = self._nearest(names, message)
        text = f"no payload of {'the event ' + names[0] if message.webhook else 'any webhook or event'} looks like it"
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


_Described = tuple[str, Schema, Contract]
"""Name, schema of the payload, and the document in which its references resolve."""


def _webhooks_of(contract: Contract) -> Iterator[_Described]:
    for name, item in (contract.document.get("webhooks") or {}).items():
        operation = contract.resolve(item).get("post") or {}
        body = contract.resolve(operation.get("requestBody") or {})
        for content in (body.get("content") or {}).values():
            if content.get("schema"):
                yield name, content["schema"], contract
                break


def _events_of(contract: Contract, events: Mapping[str, Path]) -> Iterator[_Described]:
    for name, file in events.items():
        schema = yaml12.read(file)
        if not isinstance(schema, Mapping):
            raise FileError("not a JSON Schema: the top level is not an object", file=file)
        yield name, schema, Contract(contract.system, schema, contract.profile, file)


def _validator(name: str, schema: Schema, source: Contract) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(standalone(schema, source.resolve))
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError) as error:
        raise FileError(f"not a JSON Schema: {error.args[0]}", file=source.file, place=name) from error
