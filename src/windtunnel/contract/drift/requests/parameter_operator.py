"""Operators on one parameter of requests, in the query or a header."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.world.http import Request

from ..description import Part
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict

ClientError = Annotated[int, Field(ge=400, le=499)]
"""The status of a refusal."""


class QueryOperator(RequestOperator):
    """A change of one parameter of the query.

    Args:
        parameter: its name.
    """

    acts_on: ClassVar[Part] = "parameter"

    parameter: str

    @property
    def place(self) -> str:
        """The parameter."""
        return self.parameter

    def given(self, request: Request) -> str | None:
        """Return the parameter's value; ``None`` when the request has none."""
        return request.arguments.get(self.parameter)


class ParameterOperator(QueryOperator):
    """A change of one parameter of the query or the headers.

    Args:
        where: where it stands.
    """

    where: Literal["query", "header"] = "query"

    def given(self, request: Request) -> str | None:
        """Return the parameter's value; ``None`` when the request has none."""
        return request.headers.get(self.parameter.lower()) if self.where == "header" else super().given(request)


class RefusedParameter(ParameterOperator):
    """A parameter whose value, or absence, is refused. Operators override ``complaint``.

    Args:
        status: of the refusal.
    """

    status: ClientError = 400

    def complaint(self, value: str | None) -> str | None:
        """Return what is wrong with the parameter's value (``None`` when there is none); ``None`` when nothing is."""
        raise NotImplementedError

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse the request where there is a complaint."""
        complaint = self.complaint(self.given(request))
        return (
            request if complaint is None else Refusal(self.status, f"{self.where} parameter {self.place} {complaint}")
        )
