"""Customers who write in, through the same code as the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .account import Account, Actor
from .people import user_records
from .records import via, via_email
from .tickets import writing

SUBJECT_WORDS = 8
NOBODY = "Customer"


def arrive(account: Account, row: Mapping[str, Any]) -> str:
    """Create a ticket as its requester would, by e-mail or by the web form, and return its id.

    Args:
        account: the account.
        row: ``text``, and where they are known ``subject``, ``name``, ``email``, ``priority``, ``tags``.
    """
    text, email = str(row["text"]), str(row.get("email") or "").strip()
    name = str(row.get("name") or email.partition("@")[0] or NOBODY)
    customer = user_records.find_or_create(account, {"name": name, "email": email or None}, Actor(None))
    values: dict[str, Any] = {
        "subject": str(row.get("subject") or _first_words(text)),
        "comment": {"body": text},
        "requester_id": customer["id"],
    }
    if row.get("priority"):
        values["priority"] = str(row["priority"]).lower()
    if row.get("tags"):
        values["tags"] = row["tags"]
    origin = via_email(name, email, account.support_address) if email else via("web")
    actor = Actor(customer, origin["channel"])
    return str(writing.create(account, values, actor, origin=origin)[0]["id"])


def _first_words(text: str) -> str:
    """Return the beginning of a text as a subject."""
    words = text.split()
    start = " ".join(words[:SUBJECT_WORDS])
    return f"{start}..." if len(words) > SUBJECT_WORDS else start or "(no subject)"
