"""Waivers: silent changes that no consumer can see, each with its reason, in ``drift_waivers.yaml`` beside the probes.

::

    waivers:
      - system: zendesk
        operation: ShowTicket
        places: ["$.ticket.description"]
        operators: [sem-html-escaped]
        reason: A customer may well write entities, and nothing else in the answer says the text again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from windtunnel.content.project import Project
from windtunnel.contract import yaml12
from windtunnel.contract.drift import OPERATORS
from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import FileError, UnknownNameError

from .mutants import Mutant

FILE = "drift_waivers.yaml"
REASON_LENGTH_MIN = 20
Name = Annotated[str, Field(min_length=1)]


class Waiver(BaseModel):
    """Changes that may be silent.

    Args:
        system: whose.
        operation: the operation.
        places: fields, parameters or properties.
        operators: names of operators.
        reason: why no consumer can see it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: Name
    operation: Name
    places: Annotated[tuple[Name, ...], Field(min_length=1)]
    operators: Annotated[tuple[Name, ...], Field(min_length=1)]
    reason: Annotated[str, Field(min_length=REASON_LENGTH_MIN)]

    def covers(self, system: str, mutant: Mutant) -> bool:
        """Tell whether a change is among those."""
        return (
            system == self.system
            and mutant.operation == self.operation
            and mutant.place in self.places
            and mutant.operator in self.operators
        )


class WaiverFile(BaseModel):
    """The file as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    waivers: tuple[Waiver, ...]


def waivers_of(project: Project) -> Sequence[Waiver]:
    """Return the waivers of a project; none where it has no file.

    Raises:
        FileError: the file cannot be read, or does not have that form.
        UnknownNameError: a waiver names an operator that does not exist.
    """
    file = project.own("adapters", FILE)
    if file is None:
        return ()
    try:
        waivers = WaiverFile.model_validate(yaml12.read(file)).waivers
    except pydantic.ValidationError as error:
        raise FileError(complain(error, WaiverFile), file=file) from error
    _check_names(waivers, file)
    return waivers


def _check_names(waivers: Sequence[Waiver], file: Path) -> None:
    for position, waiver in enumerate(waivers):
        for operator in waiver.operators:
            if operator not in OPERATORS:
                place = f"waivers[{position}].operators"
                raise UnknownNameError("drift operator", operator, OPERATORS, file=file, place=place)
