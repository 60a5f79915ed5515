"""What an invariant wants noted while a run lasts, because the journal does not have it otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SCANNED = "scanned"
"""Fact: how many places were searched for sensitive values, by the name of the fact that would tell of one."""

RESOURCES = "resources"
"""Fact: which tasks the subject holds, at a ``moment``: ``started``, ``quiet`` or ``stopped``."""


@dataclass(frozen=True)
class Sight:
    """Values that are read from answers, from the subject's replies, or from effects.

    Args:
        name: name of the fact.
        of: ``answers`` of systems to the subject, as they were sent, whether they arrived or not; ``replies`` of the
            subject to its callers; ``effects``, changes of systems.
        values: what is noted, by name: ``body.a.b`` or ``header.name`` of an answer or reply, a dotted path in the
            record of an effect.
        roles: the roles that it is limited to; empty for all.
        collections: the collections that effects are limited to; empty for all.
    """

    name: str
    of: Literal["answers", "replies", "effects"]
    values: Mapping[str, str]
    roles: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tag:
    """Sensitive fields of the workload's rows: noted wherever their values turn up.

    Args:
        name: name of the fact.
        fields: the fields.
        except_roles: the roles that may see them.
        except_fields: by role, fields that it may see.
    """

    name: str
    fields: tuple[str, ...]
    except_roles: tuple[str, ...] = ()
    except_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Wanted = Sight | Tag
