"""Results of many records in one call: each on its own, or all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from ..errors import ApiError, Refused
from ..org import Org

T = TypeVar("T")
Result = dict[str, Any]
ROLLED_BACK = ApiError(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
    (),
)

LOCKED = ApiError("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", ())
"""What a record is refused with that somebody else is writing, in the vendor's words; it can be sent again."""


class _RolledBack(Exception):
    """Ends a transaction in which a record was refused."""


def failure(errors: Iterable[ApiError]) -> Result:
    """Return the result of a record that was refused."""
    return {"success": False, "errors": [error.as_save_error() for error in errors]}


def success(record_id: str) -> Result:
    """Return the result of a record that was written."""
    return {"id": record_id, "success": True, "errors": []}


def save_each(
    org: Org,
    items: Sequence[T],
    save: Callable[[T], Result],
    *,
    all_or_none: bool,
    locked: frozenset[int] = frozenset(),
) -> list[Result]:
    """Save items one by one and return a result for each.

    Args:
        org: the organisation.
        items: what to save.
        save: saves one and returns its result, or raises ``Refused``.
        all_or_none: whether one refusal undoes everything.
        locked: positions of items that cannot be written now.
    """

    def attempt(place: int, item: T) -> Result:
        return failure((LOCKED,)) if place in locked else _saved(item, save)

    if not all_or_none:
        return [attempt(place, item) for place, item in enumerate(items)]
    results: list[Result] = []
    try:
        with org.store.transaction():
            results = [attempt(place, item) for place, item in enumerate(items)]
            if not all(result["success"] for result in results):
                raise _RolledBack
    except _RolledBack:
        return [failure((ROLLED_BACK,)) if result["success"] else result for result in results]
    return results


def _saved(item: T, save: Callable[[T], Result]) -> Result:
    try:
        return save(item)
    except Refused as refused:
        return failure(refused.errors)
