"""Forms in several parts, as files are uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from windtunnel.simulator import Call

from .refusals import Refused
from .violations import Violations, unknown_parameter

MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent in a form."""

    name: str
    content: bytes


Value = str | SentFile
