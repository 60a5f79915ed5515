"""What an invariant is."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict

from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import UsageError

from ..history import History
from ..sights import Wanted
from ..verdict import Judgement


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Expression = Annotated[str, AfterValidator(_expression)]
"""A parameter that is a regular expression."""


class Invariant(BaseModel):
    """A property of the history that must hold under every condition.

    Subclasses carry their parameters as fields, with defaults that a careful integration satisfies. Each file states
    the definition, what counts as exercised, and the fault that makes a naive subject fail.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: ClassVar[str]
    name: ClassVar[str]
    about: ClassVar[str]
    worlds: ClassVar[tuple[str, ...]] = ("virtual", "wire")
    """Where it can be judged."""

    def judge(self, history: History) -> Judgement:
        """Say what ``history`` shows."""
        raise NotImplementedError

    def judgement(self, history: History) -> Judgement:
        """Return what ``judge`` says, or that it could not: the other invariants of the run are judged all the same."""
        try:
            return self.judge(history)
        except Exception as error:  # noqa: BLE001 - whatever a checker raises is a defect of its own
            raised = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(raised.filename).name}:{raised.lineno}"
            return Judgement(0, defect=f"{self.name} could not judge this run: {error!r} at {where}")

    def wanted(self) -> Sequence[Wanted]:
        """Return what must be noted while the run lasts, besides what every journal has."""
        return ()

    @classmethod
    def with_parameters(cls, parameters: Mapping[str, Any]) -> Self:
        """Return the invariant with parameters from a scenario.

        Raises:
            UsageError: a parameter is unknown or wrong.
        """
        try:
            return cls.model_validate(parameters)
        except pydantic.ValidationError as error:
            raise UsageError(complain(error, cls), place=f"invariants.{cls.name}") from error
