"""I28 payload-scope.

Sensitive fields of what arrives go only where they may: the values of ``fields`` in an event's row appear in no request
to a role other than those in ``roles`` (or, field by field, in ``allowed``), in nothing that the subject logs, reports
or shows as its status, and in no answer by which it refuses a call. Values shorter than four characters are not
looked for. Exercised once per request, answer or surface that was searched. A subject that passes whole records on,
or puts them into error messages, fails at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from ..history import History, group
from ..sights import SCANNED, Tag, Wanted
from ..verdict import Judgement, Violation
from .invariant import Invariant

FOUND = "sensitive-found"


class PayloadScope(Invariant):
    """Each sees what it needs.

    Args:
        fields: sensitive fields of the workload's rows.
        roles: roles that may see all of them.
        allowed: fields that a role may see besides, by role.
    """

    id: ClassVar = "I28"
    name: ClassVar = "payload-scope"
    about: ClassVar = "sensitive fields appear only in the systems that may have them, and in no log or error"
    fields: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    allowed: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    def wanted(self) -> Sequence[Wanted]:
        """Ask for the places where sensitive values turn up."""
        return (Tag(FOUND, self.fields, self.roles, self.allowed),) if self.fields else ()

    def judge(self, history: History) -> Judgement:
        """Look at the finds."""
        scans = [event for event in history.facts.get(SCANNED, ()) if event.data["of"] == FOUND]
        places = group(history.facts.get(FOUND, ()), lambda event: (event.data["field"], event.data["place"]))
        violations = [
            Violation(
                f"the field {field} of {len({event.key for event in events})} event(s) appears in {place}",
                events[0].key,
                tuple(event.sequence for event in events[:10]),
            )
            for (field, place), events in places.items()
        ]
        return Judgement(sum(int(event.data["places"]) for event in scans), tuple(violations))
