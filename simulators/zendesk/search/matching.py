"""Deciding which records a query finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from windtunnel.simulator import Record

from ..account import Account, Actor
from ..bodies import digits
from ..conditions import PRIORITY_ORDER
from ..moments import seconds
from ..tickets.statuses import ORDER
from . import moments
from .query import Query, Term

Test = Callable[[Record], bool]
KINDS = ("ticket", "user", "organization", "group")
COLLECTIONS = {"ticket": "tickets", "user": "users", "organization": "organizations", "group": "groups"}
TICKET_TYPES = ("problem", "incident", "question", "task")
NONE = "none"
DATES = {"created": "created_at", "updated": "updated_at", "due_date": "due_at"}
PEOPLE = {"assignee": "assignee_id", "requester": "requester_id", "submitter": "submitter_id"}
TEXTS: Mapping[str, Mapping[str, str]] = {
    "ticket": {"subject": "subject", "description": "description", "external_id": "external_id"},
    "user": {
        "name": "name",
        "email": "email",
        "phone": "phone",
        "external_id": "external_id",
        "notes": "notes",
        "details": "details",
    },
    "organization": {"name": "name", "external_id": "external_id", "notes": "notes", "details": "details"},
    "group": {"name": "name"},
}
EXACT = frozenset({"external_id", "email"})
RANKS: Mapping[str, Sequence[str]] = {"status": ORDER, "priority": PRIORITY_ORDER}


def kinds_of(query: Query) -> list[str]:
    """Return the kinds of record that a query may find."""
    named = [term.value.lower() for term in query.terms if term.key == "type" and not term.negated]
    excluded = [term.value.lower() for term in query.terms if term.key == "type" and term.negated]
    wanted = [kind for kind in KINDS if not named or kind in named]
    if any(name in TICKET_TYPES for name in named) and "ticket" not in wanted:
        wanted = ["ticket", *wanted]
    return [kind for kind in wanted if kind not in excluded]


def found(account: Account, query: Query, actor: Actor, kinds: Sequence[str]) -> list[tuple[str, Record]]:
    """Return what a query finds, as kind and record, in the order of creation."""
    results: list[tuple[str, Record]] = []
    for kind in kinds:
        tests = Tests(account, kind, actor).of(query.terms)
        if tests is not None:
            records = account.index.seen(COLLECTIONS[kind])
            results += [(kind, each) for each in records if all(test(each) for test in tests)]
    return results


class Tests:
    """Makes tests of records of one kind out of the terms of a query.

    Args:
        account: where names are looked up.
        kind: what is searched.
        actor: who searches; ``me`` means him.
    """

    def __init__(self, account: Account, kind: str, actor: Actor) -> None:
        self._account = account
        self._kind = kind
        self._actor = actor

    def of(self, terms: Sequence[Term]) -> list[Test] | None:
        """Return tests that a record must pass, ``None`` when none can: a key that this kind does not have.

        Terms of the same key are alternatives, as the vendor takes them; comparisons and negations add up.
        """
        tests: list[Test] = [_exists] if self._kind in ("user", "group") else []
        alternatives: dict[str, list[Test]] = {}
        for term in terms:
            if term.key == "type" and term.value.lower() in KINDS:
                continue
            test = self._test(term)
            if test is None:
                if not term.negated:
                    return None
            elif term.key and term.operator == ":" and not term.negated:
                alternatives.setdefault(term.key, []).append(test)
            else:
                tests.append(_not(test) if term.negated else test)
        return tests + [_any(each) for each in alternatives.values()]

    def _test(self, term: Term) -> Test | None:
        key = term.key
        if not key:
            return self._free_text(term)
        if key in DATES and (key != "due_date" or self._kind == "ticket"):
            return self._date(term, DATES[key])
        if key in TEXTS[self._kind]:
            return _text(term, TEXTS[self._kind][key], exact=key in EXACT)
        if key in ("tags", "tag") and self._kind != "group":
            return _tags(term)
        if self._kind == "ticket":
            return self._ticket(term)
        if self._kind == "user" and key == "role":
            return lambda user: user["role"] == term.value.lower()
        if self._kind == "user" and key == "organization":
            return self._member("organization_id", self._ids("organizations", term))
        return None

    def _ticket(self, term: Term) -> Test | None:
        key = term.key
        if key in RANKS:
            return _ranked(term, key)
        if key in PEOPLE:
            return self._member(PEOPLE[key], self._people(term))
        if key in ("cc", "commenter"):
            return self._in_copy(term) if key == "cc" else self._commenter(term)
        if key in ("group", "organization", "brand", "form"):
            field = {"form": "ticket_form_id"}.get(key, f"{key}_id")
            collection = {"form": "ticket_forms"}.get(key, f"{key}s")
            return self._member(field, self._ids(collection, term))
        if key in ("ticket_type", "type"):
            wanted = None if term.value == NONE else term.value.lower()
            return lambda ticket: ticket["type"] == wanted
        if key == "via":
            return lambda ticket: ticket["via"]["channel"] == term.value.lower()
        if key == "solved":
            return self._solved(term)
        if key == "comment":
            pattern = _pattern(term)
            return lambda ticket: any(pattern.search(text) for text in self._comments(ticket))
        if key == "fieldvalue" or key.startswith("custom_field_"):
            return _custom_field(term)
        return None

    def _free_text(self, term: Term) -> Test:
        pattern = _pattern(term)
        if self._kind != "ticket":
            names = tuple(dict.fromkeys(TEXTS[self._kind].values()))
            return lambda record: any(pattern.search(str(record[name] or "")) for name in names)
        number = term.value.removeprefix("#")

        def test(ticket: Record) -> bool:
            if str(ticket["id"]) == number:
                return True
            words = f"{ticket['subject'] or ''}\n{ticket['description']}\n{' '.join(ticket['tags'])}"
            return bool(pattern.search(words)) or any(pattern.search(text) for text in self._comments(ticket))

        return test

    def _comments(self, ticket: Record) -> list[str]:
        comments = self._account.store["comments"].where("ticket_id", ticket["id"])
        return [comment["body"] for comment in comments[1:]]

    def _date(self, term: Term, field: str) -> Test:
        span = moments.span_of(term.value, self._account.clock.now())

        def test(record: Record) -> bool:
            value = record[field]
            if value is None or term.value == NONE:
                return value is None and term.value == NONE
            return moments.compare(seconds(value), term.operator, span)

        return test

    def _solved(self, term: Term) -> Test:
        test = self._date(term, "updated_at")
        return lambda ticket: ticket["status"] in ("solved", "closed") and test(ticket)

    def _people(self, term: Term) -> list[int | None]:
        value = term.value.lower()
        if value == NONE:
            return [None]
        if value == "me":
            return [self._actor.id]
        number = digits(value)
        if number is not None:
            return [number]
        if "@" in value:
            user = self._account.user_by_email(value)
            return [user["id"]] if user is not None else []
        return [user["id"] for user in self._account.store["users"] if value in user["name"].lower()]

    def _ids(self, collection: str, term: Term) -> list[int | None]:
        value = term.value.lower()
        if value == NONE:
            return [None]
        number = digits(value)
        if number is not None:
            return [number]
        return [each["id"] for each in self._account.store[collection] if each["name"].lower() == value]

    def _member(self, field: str, ids: Sequence[int | None]) -> Test:
        wanted = frozenset(ids)
        return lambda record: record[field] in wanted

    def _in_copy(self, term: Term) -> Test:
        wanted = frozenset(self._people(term))
        return lambda ticket: not wanted.isdisjoint((*ticket["email_cc_ids"], *ticket["collaborator_ids"]))

    def _commenter(self, term: Term) -> Test:
        wanted, comments = frozenset(self._people(term)), self._account.store["comments"]
        return lambda ticket: any(each["author_id"] in wanted for each in comments.where("ticket_id", ticket["id"]))


def _exists(record: Record) -> bool:
    return bool(record.get("active", True)) and not record.get("deleted", False)


def _not(test: Test) -> Test:
    return lambda record: not test(record)


def _any(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda record: any(test(record) for test in tests)


def _pattern(term: Term) -> re.Pattern[str]:
    """Return what finds a word from its beginning on, as stemming would, or a phrase as it stands."""
    if term.quoted:
        return re.compile(rf"(?<!\w){re.escape(term.value)}(?!\w)", re.IGNORECASE)
    return re.compile(rf"(?<!\w){re.escape(term.value.rstrip('*'))}", re.IGNORECASE)


def _text(term: Term, field: str, *, exact: bool) -> Test:
    if term.value == NONE:
        return lambda record: not record[field]
    wanted = term.value.lower()
    if exact and not wanted.endswith("*"):
        return lambda record: str(record[field] or "").lower() == wanted
    pattern = _pattern(term)
    return lambda record: bool(pattern.search(str(record[field] or "")))


def _tags(term: Term) -> Test:
    if term.value == NONE:
        return lambda record: not record["tags"]
    words = term.value.lower().replace(",", " ").split()
    if words and words[-1].endswith("*"):
        start = words[-1].rstrip("*")
        return lambda record: any(tag.startswith(start) for tag in record["tags"])
    return lambda record: all(word in record["tags"] for word in words)


def _ranked(term: Term, key: str) -> Test:
    order, value = RANKS[key], term.value.lower()
    if value == NONE:
        return lambda ticket: ticket[key] is None
    wanted = order.index(value) if value in order else None

    def test(ticket: Record) -> bool:
        held = ticket[key]
        if held is None or wanted is None:
            return False
        return _compare(order.index(held), term.operator, wanted)

    return test


def _compare(held: int, operator: str, wanted: int) -> bool:
    match operator:
        case "<":
            return held < wanted
        case ">":
            return held > wanted
        case "<=":
            return held <= wanted
        case ">=":
            return held >= wanted
    return held == wanted


def _custom_field(term: Term) -> Test:
    field_id, value = term.key.removeprefix("custom_field_"), term.value.lower()

    def test(ticket: Record) -> bool:
        return any(
            _holds(each["value"], value)
            for each in ticket["custom_fields"]
            if term.key == "fieldvalue" or str(each["id"]) == field_id
        )

    return test


def _holds(value: Any, wanted: str) -> bool:
    if isinstance(value, list):
        return any(str(each).lower() == wanted for each in value)
    if value in (None, ""):
        return wanted == NONE
    return wanted == "*" or str(value).lower() == wanted
