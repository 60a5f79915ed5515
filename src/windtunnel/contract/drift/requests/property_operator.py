"""Operators on one property of request bodies."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from windtunnel.world.http import Request

from ..bodies import NOTHING, dig, read_request
from ..description import Part
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict
from .parameter_operator import ClientError

PropertyPath = Annotated[str, Field(pattern=r"^[^.\s]+(\.[^.\s]+)*$")]
"""A path of property names from the top of a request body: ``ticket.subject``."""


class PropertyOperator(RequestOperator):
    """A change of one property; bodies are JSON or forms.

    Args:
        at: path of the property from the top of the body.
    """

    acts_on: ClassVar[Part] = "property"

    at: PropertyPath

    @property
    def place(self) -> str:
        """The property."""
        return self.at


class RefusedProperty(PropertyOperator):
    """A property whose value, or absence, is refused. Operators override ``complaint``.

    Args:
        status: of the refusal.
    """

    status: ClientError = 400

    def complaint(self, value: Any) -> str | None:
        """Return what is wrong with the property's value (``NOTHING`` when it has none); ``None`` when nothing is."""
        raise NotImplementedError

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse the request where there is a complaint; a body that cannot be read is the system's affair."""
        body = read_request(request)
        complaint = None if body is NOTHING else self.complaint(dig(body, self.at))
        return request if complaint is None else Refusal(self.status, f"property {self.at} {complaint}")
