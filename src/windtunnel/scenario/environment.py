"""The environment that a subject is given: addresses, credentials, and the scenario's own settings."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from windtunnel.kernel.errors import UnknownNameError, UsageError

from .workload import Rows

_NAME = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
_PLACEHOLDER = re.compile(r"\{(distinct)\s+([^{}]+)\}")


def variables_of_role(role: str, system: str, url: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that tell a subject about one role: ``CRM_SYSTEM``, ``CRM_URL``, ``CRM_CLIENT_ID`` ..."""
    prefix = role.upper()
    named = {f"{prefix}_{name.upper()}": value for name, value in sorted(credentials.items())}
    return {f"{prefix}_SYSTEM": system, f"{prefix}_URL": url, **named}


def settings(templates: Mapping[str, str], rows: Rows, given: Mapping[str, str]) -> dict[str, str]:
    """Return the scenario's settings with what is known at run time filled in.

    Args:
        templates: by name. ``{distinct FIELD}`` becomes a JSON array of the field's values; braces around anything
            else stay as they are, but for a name with a dot in it, which can only be meant for a role's or a service's.
        rows: the workload.
        given: values by the name that stands in braces: ``{scratch}``, ``{crm.url}``.

    Raises:
        UsageError: the workload has no such field, or nothing is given for a name with a dot in it.
    """
    return {name: _filled(text, rows, given) for name, text in templates.items()}


def names_of_role(role: str, url: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """Return what templates can say of one role: ``crm.url``, ``crm.client_id`` ..."""
    return {f"{role}.url": url, **{f"{role}.{name}": value for name, value in sorted(credentials.items())}}


def fill(text: str, given: Mapping[str, str]) -> str:
    """Return ``text`` with ``{name}`` replaced by what is given for it; other braces stay as they are.

    Raises:
        UnknownNameError: nothing is given for a name with a dot in it.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if "." in name and name not in given:
            raise UnknownNameError("placeholder", name, given, place="subject")
        return given.get(name, found[0])

    return _NAME.sub(value, text)


def _filled(text: str, rows: Rows, given: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: _distinct(found[2], rows), fill(text, given))


def _distinct(field: str, rows: Rows) -> str:
    try:
        return json.dumps(rows.distinct(field.strip()))
    except UsageError as error:
        raise UsageError(error.message, file=rows.file, place="subject.environment") from error
