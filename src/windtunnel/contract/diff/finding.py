"""What a comparison of two descriptions finds."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from .usage import Impact


class Level(enum.IntEnum):
    """How much a finding matters to the consumer."""

    INFO = 1
    WARN = 2
    ERR = 3


class Direction(enum.Enum):
    """Which way the data flows that a finding is about; ``NONE`` where it is about neither."""

    REQUEST = "request"
    RESPONSE = "response"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Subject:
    """The operation a finding is about.

    Args:
        method: upper case; empty for a finding about the whole document.
        path: path template as the old document writes it, ``webhook:NAME`` for a webhook.
        operation_id: of the new document, else of the old one; empty when neither gives one.
    """

    method: str = ""
    path: str = ""
    operation_id: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One change between two descriptions.

    Args:
        id: identifier of the rule, as oasdiff's users know it.
        level: after the mitigating circumstances of this finding.
        subject: the operation concerned.
        text: one sentence.
        section: ``paths``, ``webhooks``, ``components``, ``security`` or ``info``.
        direction: request, response or neither.
        place: where in a document's message the change is: ``query.limit``, ``200 application/json``.
        property: path of the property below that place (``data/items/id``); empty for the place itself.
        old_pointer: JSON pointer in the old document; empty when it is not there.
        new_pointer: JSON pointer in the new document; empty when it is not there.
        impact: what it means for the consumer that findings were narrowed to; ``None`` where they were not.
    """

    id: str
    level: Level
    subject: Subject
    text: str
    section: str
    direction: Direction = Direction.NONE
    place: str = ""
    property: str = ""
    old_pointer: str = ""
    new_pointer: str = ""
    impact: Impact | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain data, its keys in a fixed order."""
        told = {
            "id": self.id,
            "level": self.level.name,
            "operation": self.subject.method,
            "path": self.subject.path,
            "operationId": self.subject.operation_id,
            "text": self.text,
            "section": self.section,
            "direction": self.direction.value,
            "place": self.place,
            "property": self.property,
            "source": {"old": self.old_pointer, "new": self.new_pointer},
        }
        return told if self.impact is None else {**told, "usedBy": self.impact.as_json()}
