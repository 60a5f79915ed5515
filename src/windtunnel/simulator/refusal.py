"""Problems in the contract's own words: its error schema, filled with what went wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from windtunnel.contract.document import Contract, Operation
from windtunnel.contract.names import snake
from windtunnel.world.http import JSON, Response, json_response

from .call import Call
from .guard import challenges
from .inferred.views import Views
from .instance import Uninstantiable
from .problem import FieldError, InvalidInput, MethodNotAllowed, NotAuthenticated, Problem, QuotaExhausted
from .schemas.flat import Schema

DEPTH_MAX = 6
NO_VALUE = object()
ALSO = {422: (400,), 409: (422, 400), 404: (), 400: (422,), 415: (400,), 413: (400,), 412: (409, 400)}
"""Under which other statuses a contract may describe a problem, by the status most vendors use for it."""


@dataclass(frozen=True)
class Answer:
    """How a contract describes one refusal.

    Args:
        status: the status to answer with.
        media: the content type.
        schema: of the body.
    """

    status: int
    media: str
    schema: Schema


@dataclass(frozen=True)
class Story:
    """What there is to tell about a problem."""

    status: int
    code: str
    message: str
    call: Call
    fields: tuple[FieldError, ...] = ()
    field: FieldError | None = None


class Refusals:
    """Answers problems with the error schemas of a contract.

    Args:
        contract: the contract.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._views = Views(contract)

    def answer(self, problem: Problem, call: Call) -> Response:
        """Return ``problem`` as the contract describes errors; in a plain envelope where it describes none."""
        code = problem.code or snake(type(problem).__name__)
        described = self._described(call.operation, problem.status)
        fields = problem.errors if isinstance(problem, InvalidInput) else ()
        status = described.status if described is not None else problem.status
        story = Story(status, code, problem.message or code, call, fields)
        body = NO_VALUE if described is None else self._told(story, described.schema, "error", 0, needed=True)
        media = described.media if described is not None and body is not NO_VALUE else JSON
        answer = json_response(_plain(story) if body is NO_VALUE else body, status)
        if media.partition(";")[0] != JSON:
            answer.set_header("Content-Type", media)
        answer.headers += _headers(problem) + self._challenge(problem, call)
        return answer

    def _challenge(self, problem: Problem, call: Call) -> list[tuple[str, str]]:
        if not isinstance(problem, NotAuthenticated) or call.operation is None:
            return []
        schemes = self._contract.security
        asked = [name for requirement in self._contract.requirements(call.operation) for name in requirement]
        challenge = challenges(schemes[name] for name in asked if name in schemes)
        return [("WWW-Authenticate", challenge)] if challenge else []

    def _described(self, operation: Operation | None, status: int) -> Answer | None:
        for own in [operation] if operation is not None else self._contract.operations.values():
            for wanted in (status, *ALSO.get(status, ())):
                found = _answer_of(own, (str(wanted),), wanted)
                if found is not None:
                    return found
            found = _answer_of(own, (f"{status // 100}XX", f"{status // 100}xx", "default"), status)
            if found is not None:
                return found
        return None

    def _told(self, story: Story, schema: Schema, name: str, depth: int, *, needed: bool) -> Any:
        """Return the value of the property ``name``: what it is known to tell, else the least that is valid."""
        types = self._views.types(schema)
        if "object" in types or (not types and self._views.properties(schema)):
            return self._object(story, schema, depth, needed=needed)
        if "array" in types:
            return self._list(story, schema, name, depth)
        tell = TELLERS.get(snake(name))
        value = tell(story) if tell is not None else NO_VALUE
        for form in _forms(value):
            if self._views.instances.is_valid(schema, form):
                return form
        enum = self._views.keyword(schema, "enum")
        if tell is not None and enum:
            return _nearest(story.code, enum)
        return self._least(story, schema) if needed else NO_VALUE

    def _object(self, story: Story, schema: Schema, depth: int, *, needed: bool) -> Any:
        if depth > DEPTH_MAX:
            return self._least(story, schema)
        required = self._views.required(schema)
        built: dict[str, Any] = {}
        for name, each in self._views.properties(schema).items():
            value = self._told(story, each, name, depth + 1, needed=name in required)
            if value is not NO_VALUE and (name in required or value not in ({}, [], None)):
                built[name] = value
        if self._views.instances.is_valid(schema, built) and (built or needed):
            return built
        return self._least(story, schema) if needed else NO_VALUE

    def _list(self, story: Story, schema: Schema, name: str, depth: int) -> Any:
        items = self._views.items(schema)
        tales = [_about(story, field) for field in story.fields] or ([story] if snake(name) in LISTS else [])
        told = [self._told(tale, items, "message", depth + 1, needed=True) for tale in tales]
        listed = [value for value in told if value is not NO_VALUE]
        return listed if self._views.instances.is_valid(schema, listed) else self._least(story, schema)

    def _least(self, story: Story, schema: Schema) -> Any:
        if self._views.nullable(schema):
            return None
        try:
            return self._views.instances.make(schema, story.call.system.random)
        except Uninstantiable:
            return NO_VALUE


def _answer_of(operation: Operation, codes: tuple[str, ...], status: int) -> Answer | None:
    for code in codes:
        for media, content in operation.responses.get(code, {}).get("content", {}).items():
            if "json" in media and content.get("schema"):
                return Answer(status, media, content["schema"])
    return None


def _plain(story: Story) -> Mapping[str, Any]:
    error: dict[str, Any] = {"code": story.code, "message": story.message}
    if story.fields:
        error["fields"] = [{"field": each.field, "code": each.code, "message": each.message} for each in story.fields]
    return {"error": error}


def _about(story: Story, field: FieldError) -> Story:
    return Story(story.status, field.code, field.message, story.call, (), field)


def _headers(problem: Problem) -> list[tuple[str, str]]:
    if isinstance(problem, MethodNotAllowed):
        return [("Allow", ", ".join(problem.allowed))]
    if isinstance(problem, QuotaExhausted):
        return [("Retry-After", str(max(1, -int(-problem.allowance.level.retry_after_seconds // 1))))]
    return []


def _forms(value: Any) -> list[Any]:
    if value is NO_VALUE:
        return []
    return [value, str(value)] if isinstance(value, int) else [value]


def _nearest(code: str, enum: list[Any]) -> Any:
    texts = [str(value) for value in enum]
    near = difflib.get_close_matches(code, [snake(text) for text in texts], n=1, cutoff=0.3)
    return enum[[snake(text) for text in texts].index(near[0])] if near else enum[0]


def _moment(story: Story) -> str:
    return datetime.fromtimestamp(story.call.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(story: Story) -> Any:
    return story.field.field if story.field is not None else NO_VALUE


LISTS = frozenset({"errors", "error_messages", "messages", "details"})
"""Lists that tell about a problem even when no field is to blame."""
TELLERS: Mapping[str, Callable[[Story], Any]] = {
    **dict.fromkeys(
        ("message", "detail", "description", "error_description", "error_message", "msg", "reason", "title", "text",
         "user_message", "summary", "long_message"),
        lambda story: story.message,
    ),
    **dict.fromkeys(("code", "error", "error_code", "type", "error_type", "name", "kind"), lambda story: story.code),
    **dict.fromkeys(("status", "status_code", "http_status", "http_code"), lambda story: story.status),
    **dict.fromkeys(
        ("field", "param", "parameter", "property", "pointer", "location", "attribute", "target", "source"), _place
    ),
    **dict.fromkeys(("timestamp", "time", "date", "occurred_at"), _moment),
    **dict.fromkeys(("path", "instance", "request_path"), lambda story: story.call.request.path),
    "method": lambda story: story.call.request.method,
    **dict.fromkeys(("success", "ok"), lambda story: False),
}  # fmt: skip
"""What the properties of an error tell, by their levelled names."""
