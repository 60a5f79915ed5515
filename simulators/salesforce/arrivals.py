"""What the org's own people and customers do while a run lasts: a lead comes in, a case is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.kernel.errors import UsageError

from .errors import Refused
from .org import Org
from .records import create

OBJECT = "object"
DEFAULT_OBJECT = "Case"


def arrive(org: Org, row: Mapping[str, Any]) -> str:
    """Create the record that a row of a workload describes and return its id.

    Args:
        org: the organisation.
        row: ``object`` names the object (default: a case), every other key a field; empty ones are left out.

    Raises:
        UsageError: there is no such object, or the org refuses the record.
    """
    name = str(row.get(OBJECT) or DEFAULT_OBJECT)
    type = org.schema.find(name)
    if type is None:
        raise UsageError(
            f"no object {name!r}; there are {', '.join(each.name for each in org.schema.types)}", place=OBJECT
        )
    fields = {key: value for key, value in row.items() if key != OBJECT and value not in (None, "")}
    try:
        return create(org, type, fields, org.user_id)
    except Refused as refused:
        raise UsageError(f"the org refuses a {type.name}: {refused.code}: {refused.message}") from refused
