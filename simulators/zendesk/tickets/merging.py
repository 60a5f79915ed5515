"""Merging tickets into one: the others are closed, comments tell of it on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windtunnel.simulator import Record

from ..account import Account, Actor
from ..bodies import integers, text, truth
from ..refusals import invalid
from . import statuses, writing
from .finding import require

MERGED_TAG = "closed_by_merge"


def read(account: Account, target: Record, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the job's item for merging tickets into ``target``.

    Raises:
        InvalidAttribute: ``ids`` is no list of numbers.
        InvalidInput: there is nothing to merge, or a ticket is closed.
        RecordNotFound: a ticket does not exist.
    """
    ids = [number for number in dict.fromkeys(integers(given.get("ids"), "ids")) if number != target["id"]]
    if not ids:
        raise invalid("base", "", "There is no ticket to merge")
    statuses.check_not_closed(target)
    for number in ids:
        statuses.check_not_closed(require(account, str(number)))
    listed = ", ".join(f"#{number}" for number in ids)
    return {
        "id": target["id"],
        "ids": ids,
        "target_comment": {
            "body": text(given.get("target_comment"), "target_comment") or f"Requests {listed} were merged into this.",
            "public": bool(truth(given.get("target_comment_is_public"), "target_comment_is_public")),
        },
        "source_comment": {
            "body": text(given.get("source_comment"), "source_comment")
            or f"This request was closed and merged into request #{target['id']}.",
            "public": bool(truth(given.get("source_comment_is_public"), "source_comment_is_public")),
        },
    }


def run(account: Account, item: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Merge, and return what the result tells.

    Raises:
        InvalidInput: a ticket was closed meanwhile.
        RecordNotFound: a ticket was deleted meanwhile.
    """
    target = require(account, str(item["id"]))
    sources = [require(account, str(number)) for number in item["ids"]]
    tags = list(dict.fromkeys(tag for ticket in (target, *sources) for tag in ticket["tags"]))
    writing.update(account, target, {"comment": item["target_comment"], "tags": tags}, actor)
    for source in sources:
        values = {
            "comment": item["source_comment"],
            "status": "closed",
            "tags": [*source["tags"], MERGED_TAG],
        }
        writing.update(account, source, values, actor)
    return {}
