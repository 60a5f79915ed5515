"""What a vendor's requests and answers mean for the policies: the part that a spoke writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from .pace import Budget
from .verdict import Classify, classify_status


def no_scope(_request: httpx.Request) -> str | None:
    """Return ``None``: requests count against the system and nothing else."""
    return None


def no_budget(_response: httpx.Response) -> Budget | None:
    """Return ``None``: the vendor does not say what is left."""
    return None


def is_unauthorized(response: httpx.Response) -> bool:
    """Return whether the status is 401."""
    return response.status_code == 401


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one vendor speaks; the defaults are those of HTTP.

    Args:
        classify: judges an answer, see ``Classify``.
        scope_of: names what a request counts against besides the system, for example its channel.
        pause_scope_of: names what a refusal by quota concerns, for example the method; ``None`` for the whole system,
            which a refusal because of an outage always does.
        observe: reads from an answer, usually its headers, what is left of the quota.
        is_rejected: whether an answer says that the token is not, or no longer, accepted.
    """

    classify: Classify = classify_status
    scope_of: Callable[[httpx.Request], str | None] = no_scope
    pause_scope_of: Callable[[httpx.Request], str | None] = no_scope
    observe: Callable[[httpx.Response], Budget | None] = no_budget
    is_rejected: Callable[[httpx.Response], bool] = is_unauthorized


HTTP = Dialect()
"""A vendor that says with HTTP's own words what it means."""
