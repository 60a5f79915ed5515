"""Names as contracts write them, levelled so that they can be compared."""

from __future__ import annotations

import re

from windtunnel.contract.names import snake

IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "indices": "index", "statuses": "status",
    "aliases": "alias", "campuses": "campus", "bonuses": "bonus", "analyses": "analysis", "criteria": "criterion",
}  # fmt: skip
UNCHANGED = ("ss", "us", "is", "news", "series", "species")

CREATED = re.compile(r"(date_|time_)?(created|creation|inserted)(_(at|on|date|time|timestamp|datetime|date_time|utc))?")
CREATED_ALSO = frozenset({"create_time", "create_date", "created_time"})
UPDATED = re.compile(
    r"(date_|time_|last_)?(updated|modified|changed|update|modification)"
    r"(_(at|on|date|time|timestamp|datetime|date_time|utc))?"
)


def singular(word: str) -> str:
    """Return the singular of an English plural in snake case; other words as they are."""
    head, underscore, last = word.rpartition("_")
    return head + underscore + _singular(last)


def is_created(name: str) -> bool:
    """Tell whether a property is the time at which a record was created."""
    levelled = snake(name)
    return CREATED.fullmatch(levelled) is not None or levelled in CREATED_ALSO


def is_updated(name: str) -> bool:
    """Tell whether a property is the time at which a record was last changed."""
    levelled = snake(name)
    return UPDATED.fullmatch(levelled) is not None and levelled != "update"


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith(UNCHANGED):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 1 else word
