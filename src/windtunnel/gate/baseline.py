"""The baseline file: findings that somebody has accepted, with a reason, until a date.

::

    [[accepted]]
    fingerprint = "3f0c2a9d1b7e4f55"
    code = "response-property-enum-value-added"
    system = "zendesk"
    operation = "ShowTicket"
    owner = "ana@example.com"
    reason = "the pipeline files unknown states under 'other'"
    first_seen = 2026-11-02
    expires = 2027-01-31
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pydantic
from pydantic import BaseModel, ConfigDict, Field

from windtunnel.kernel.complaints import complain
from windtunnel.kernel.errors import FileError

from .findings import Acceptance, Finding

HEAD = """# Findings of `windtunnel gate` that were accepted, with a reason, until a date. After it they fail again.
# `windtunnel gate --update-baseline --owner WHO --reason WHY` adds what fails now and drops what is gone.
"""
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Entry(BaseModel):
    """One accepted finding; ``code``, ``system`` and ``operation`` are there for who reads the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    code: str
    system: str
    operation: str = ""
    owner: Words
    reason: Words
    first_seen: date
    expires: date

    def acceptance(self, today: date) -> Acceptance:
        """Return what a finding is told of this entry."""
        return Acceptance(
            owner=self.owner,
            reason=self.reason,
            first_seen=self.first_seen,
            expires=self.expires,
            expired=today > self.expires,
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    accepted: tuple[Entry, ...] = ()


def read_baseline(file: Path) -> dict[str, Entry]:
    """Return the entries by fingerprint; nothing when there is no file.

    Raises:
        FileError: it is not TOML, an entry is malformed, or two have one fingerprint.
    """
    if not file.exists():
        return {}
    try:
        entries = _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).accepted
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot be read: {error}", file=file) from error
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"not valid TOML: {error}", file=file) from error
    except pydantic.ValidationError as error:
        raise FileError(complain(error, _File, Entry), file=file) from error
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.fingerprint in found:
            raise FileError(f"two entries have the fingerprint {entry.fingerprint}", file=file)
        found[entry.fingerprint] = entry
    return found


def accepted(findings: Iterable[Finding], entries: Mapping[str, Entry], today: date) -> tuple[Finding, ...]:
    """Return the findings, each with the entry that accepts it."""
    return tuple(
        finding.model_copy(update={"acceptance": entries[finding.fingerprint].acceptance(today)})
        if finding.fingerprint in entries
        else finding
        for finding in findings
    )


def unused(findings: Iterable[Finding], entries: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries that accept nothing any more."""
    present = {finding.fingerprint for finding in findings}
    return [entry for entry in entries.values() if entry.fingerprint not in present]


def updated(
    failing: Sequence[Finding],
    entries: Mapping[str, Entry],
    kept: Iterable[str],
    *,
    owner: str,
    reason: str,
    today: date,
    expires: date,
) -> list[Entry]:
    """Return the entries of the new file.

    Args:
        failing: what is accepted now; a finding that was accepted before keeps the day it was first seen.
        entries: of the old file.
        kept: fingerprints of old entries that stay as they are.
        owner, reason: of what is accepted now.
        today: the day of the run.
        expires: the last day on which the new entries hide anything.
    """
    result = {fingerprint: entries[fingerprint] for fingerprint in kept}
    for finding in failing:
        before = entries.get(finding.fingerprint)
        result[finding.fingerprint] = Entry(
            fingerprint=finding.fingerprint,
            code=finding.code,
            system=finding.system,
            operation=finding.operation,
            owner=owner,
            reason=reason,
            first_seen=before.first_seen if before else today,
            expires=expires,
        )
    return sorted(result.values(), key=lambda entry: (entry.system, entry.code, entry.operation, entry.fingerprint))


def write_baseline(file: Path, entries: Iterable[Entry]) -> None:
    """Write the file anew.

    Raises:
        FileError: it cannot be written.
    """
    tables = "".join(f"\n[[accepted]]\n{_lines(entry)}" for entry in entries)
    try:
        file.write_text(HEAD + tables, encoding="utf-8")
    except OSError as error:
        raise FileError(f"cannot be written: {error.strerror}", file=file) from error


def _lines(entry: Entry) -> str:
    return "".join(f"{name} = {_value(value)}\n" for name, value in entry if value != "")


def _value(value: Any) -> str:
    return (
        value.isoformat()
        if isinstance(value, date)
        else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    )
