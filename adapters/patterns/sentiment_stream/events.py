"""What producers send: one event, or a batch of them."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ...canonical.text import Text
from ...errors import Rejected

SOURCE = r"^[a-z0-9][a-z0-9_-]{0,39}$"


class Event(BaseModel):
    """Something that a customer said.

    Args:
        id: the producer's own; an id that is known already is a duplicate.
        source: where it was said; names a channel of the feed.
        occurred_at: when it was said, with a time zone: the event's own time.
        text: what was said.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
    source: Annotated[str, Field(pattern=SOURCE)]
    occurred_at: AwareDatetime
    text: Annotated[Text, Field(min_length=1)]

    @property
    def digest(self) -> str:
        """Tells whether two events with the same id are the same."""
        said = f"{self.source}\n{self.occurred_at.timestamp()}\n{self.text}"
        return hashlib.sha256(said.encode()).hexdigest()


class Batch(BaseModel):
    """Events that are taken together, or not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    events: Annotated[tuple[Event, ...], Field(min_length=1)]


class ReplayRequest(BaseModel):
    """From which offset the log is to be replayed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    from_offset: Annotated[int, Field(ge=1)]


def read_events(body: bytes, *, batch_max: int, text_length_max: int, latest: float) -> tuple[Event, ...]:
    """Return the events of a request.

    Args:
        body: JSON: one event, or ``{"events": [...]}``.
        batch_max, text_length_max: limits.
        latest: the latest time that an event can have, in seconds since the epoch; one beyond it would push the
            watermark past everybody else's events.

    Raises:
        Rejected: naming the field that is wrong.
    """
    content = _content(body)
    try:
        if isinstance(content, dict) and "events" in content:
            events = Batch.model_validate(content).events
        else:
            events = (Event.model_validate(content),)
    except ValidationError as error:
        refusal = _refusal(error)
    else:
        _check(events, batch_max, text_length_max, latest)
        return events
    raise refusal


def read_replay(body: bytes) -> ReplayRequest:
    """Return what is to be replayed; errors as for ``read_events``."""
    try:
        return ReplayRequest.model_validate_json(body)
    except ValidationError as error:
        refusal = _refusal(error)
    raise refusal


def _check(events: tuple[Event, ...], batch_max: int, text_length_max: int, latest: float) -> None:
    if len(events) > batch_max:
        raise Rejected(f"events: {len(events)} are more than {batch_max} in one batch", fields=("events",))
    for index, event in enumerate(events):
        if len(event.text) > text_length_max:
            place = f"events.{index}.text"
            raise Rejected(f"{place}: longer than {text_length_max} characters", fields=(place,))
        if event.occurred_at.timestamp() > latest:
            place = f"events.{index}.occurred_at"
            raise Rejected(f"{place}: in the future", fields=(place,))


def _content(body: bytes) -> object:
    try:
        content: object = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    if content is None:
        raise Rejected("body: not JSON", fields=("body",))
    return content


def _refusal(error: ValidationError) -> Rejected:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    return Rejected(f"{place}: {first['msg']}", fields=(place,))
