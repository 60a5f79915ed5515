"""The environment that a subject is given: addresses, credentials, and the scenario's own settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from windtunnel.kernel.errors import UsageError

from .workload import Rows

_PLACEHOLDER = re.compile(r"\{(distinct)\s+([^{}]+)\}")


def variables_of_role(role: str, system: str, url: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that tell a subject about one role: ``CRM_SYSTEM``, ``CRM_URL``, ``CRM_CLIENT_ID`` ..."""
    prefix = role.upper()
    named = {f"{prefix}_{name.upper()}": value for name, value in sorted(credentials.items())}
    return {f"{prefix}_SYSTEM": system, f"{prefix}_URL": url, **named}


def settings(templates: Mapping[str, str], rows: Rows, scratch: str) -> dict[str, str]:
    """Return the scenario's settings with ``{distinct FIELD}`` replaced by a JSON array of the field's values.

    ``{scratch}`` becomes ``scratch``, a folder of the run's own: what the subject keeps there outlives its death;
    ``{input}`` becomes the file that the rows came from.

    Raises:
        UsageError: the workload has no such field.
    """
    return {name: _filled(text, rows, scratch) for name, text in templates.items()}


def _filled(text: str, rows: Rows, scratch: str) -> str:
    filled = text.replace("{scratch}", scratch).replace("{input}", str(rows.file.resolve()))
    return _PLACEHOLDER.sub(lambda found: _distinct(found[2], rows), filled)


def _distinct(field: str, rows: Rows) -> str:
    try:
        return json.dumps(rows.distinct(field.strip()))
    except UsageError as error:
        raise UsageError(error.message, file=rows.file, place="subject.environment") from error
