"""The part of SARIF 2.1.0 that a log of the gate uses, as JSON Schema, written from sections 3.13 to 3.58.

Every object of the standard refuses properties that it does not name; so does every object here.
"""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**properties, "properties": {"type": "object"}},
        "additionalProperties": False,
    }


def _list(items: Any, **words: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **words}


MESSAGE = {**_object(text=TEXT, markdown=TEXT, id=TEXT, arguments=_list(TEXT)), "anyOf": [{"required": ["text"]}]}
MULTIFORMAT = _object(("text",), text=TEXT, markdown=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
ARTIFACT = _object(
    uri={"type": "string", "format": "uri-reference"},
    uriBaseId=TEXT,
    index={"type": "integer", "minimum": -1},
    description=MESSAGE,
)
POSITIVE = {"type": "integer", "minimum": 1}
REGION = _object(startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE, message=MESSAGE)
PHYSICAL = _object(artifactLocation=ARTIFACT, region=REGION)
LOCATION = _object(id={"type": "integer", "minimum": -1}, physicalLocation=PHYSICAL, message=MESSAGE)
SUPPRESSION = _object(
    ("kind",),
    guid=TEXT,
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
    location=LOCATION,
)
RESULT = _object(
    ("message",),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
    level=LEVEL,
    message=MESSAGE,
    locations=_list(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=_list(SUPPRESSION, uniqueItems=True),
)
RULE = _object(
    ("id",),
    id=TEXT,
    name=TEXT,
    shortDescription=MULTIFORMAT,
    fullDescription=MULTIFORMAT,
    helpUri={"type": "string", "format": "uri"},
    help=MULTIFORMAT,
)
DRIVER = _object(
    ("name",), name=TEXT, version=TEXT, semanticVersion=TEXT, informationUri=TEXT, rules=_list(RULE, uniqueItems=True)
)
NOTIFICATION = _object(("message",), level=LEVEL, message=MESSAGE, locations=_list(LOCATION))
INVOCATION = _object(
    ("executionSuccessful",),
    executionSuccessful={"type": "boolean"},
    exitCode={"type": "integer"},
    toolExecutionNotifications=_list(NOTIFICATION),
)
RUN = _object(
    ("tool",),
    tool=_object(("driver",), driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds={"type": "object", "additionalProperties": ARTIFACT},
    invocations=_list(INVOCATION),
    results=_list(RESULT),
)
SCHEMA = {"type": "string", "format": "uri"}
LOG: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(("version", "runs"), **{"$schema": SCHEMA, "version": {"const": "2.1.0"}, "runs": _list(RUN)}),
}
