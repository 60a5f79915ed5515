"""Notes facts in the journal, while a run lasts, that its scenario's invariants ask for.

A fact is a transition of the actor ``harness`` whose operation is the fact's name. Where no invariant asks, nothing
is noted and nothing costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import orjson

from windtunnel.kernel.journal import Journal, Kind
from windtunnel.simulator.call import Call
from windtunnel.simulator.store import Effect, Record
from windtunnel.world.exchange import PASS, Decision, Exchange
from windtunnel.world.http import Request, Response

from .expressions import dig
from .history import HARNESS
from .invariants import INVARIANTS
from .ledger import Truth
from .sights import SCANNED, Sight, Tag

if TYPE_CHECKING:
    from .stage import Stage

SENSITIVE_LENGTH_MIN = 4
"""Shorter values would be found by accident."""
WORD = re.compile(r"\w+")


@contextmanager
def witnessed(stage: Stage) -> Iterator[None]:
    """Note what the invariants of a run's scenario want to know, while the block lasts."""
    given = stage.scenario.invariants
    wanted = [each for name in given for each in INVARIANTS[name].with_parameters(given[name]).wanted()]
    sights = [each for each in wanted if isinstance(each, Sight)]
    tags = [each for each in wanted if isinstance(each, Tag)]
    scans = [Scan(tag, stage.journal, stage.ledger.truths) for tag in tags]
    for role in stage.systems:
        _attach(stage, role, sights, scans)
    _attach_to_replies(stage, sights, scans)
    yield
    surfaces = {"log": stage.observation.logs, "audit": stage.observation.audit, "status": [stage.status]}
    for scan in scans:
        scan.finish(surfaces)


def _attach(stage: Stage, role: str, sights: Sequence[Sight], scans: Sequence[Scan]) -> None:
    here = [sight for sight in sights if not sight.roles or role in sight.roles]
    answers = [sight for sight in here if sight.of == "answers"]
    if answers or scans:
        stage.site(role).interceptors.insert(0, Bystander(stage.journal, role, answers, scans))
    effects = [sight for sight in here if sight.of == "effects"]
    if effects:
        system = stage.systems[role]
        system.on_effect = _observer(stage, role, effects, system.on_effect)


def _observer(
    stage: Stage, role: str, sights: Sequence[Sight], before: Callable[[Effect, Call | None], None]
) -> Callable[[Effect, Call | None], None]:
    def observe(effect: Effect, call: Call | None) -> None:
        before(effect, call)
        record = effect.after if effect.after is not None else effect.before
        exchange = stage.network.current
        for sight in sights:
            if not sight.collections or effect.collection in sight.collections:
                values = {name: dig(record, path) for name, path in sight.values.items()}
                values |= {"role": role, "collection": effect.collection, "id": effect.id}
                note(stage.journal, sight.name, exchange.key if exchange else None, values)

    return observe


def _attach_to_replies(stage: Stage, sights: Sequence[Sight], scans: Sequence[Scan]) -> None:
    replies = [sight for sight in sights if sight.of == "replies"]
    if not replies and not scans:
        return
    answered = stage.ledger.answered

    def answer(key: str, record: Record) -> None:
        answered(key, record)
        seen = {"body": record["body"], "header": record["headers"]}
        for sight in replies:
            values = {name: dig(seen, path) for name, path in sight.values.items()}
            note(stage.journal, sight.name, key, {**values, "status": record["status"]})
        for scan in scans:
            scan.reply(key, record)

    stage.ledger.answered = answer  # type: ignore[method-assign]  # the ledger is made by the stage, once per run


def note(journal: Journal, name: str, key: str | None, values: Mapping[str, Any], attempt: int | None = None) -> None:
    """Enter a fact into the journal."""
    journal.append(Kind.TRANSITION, HARNESS, name, key=key, attempt=attempt, **values)


class Bystander:
    """Stands next to a system: sees what it is asked, and what it answers before a fault can touch it."""

    def __init__(self, journal: Journal, role: str, sights: Sequence[Sight], scans: Sequence[Scan]) -> None:
        self._journal = journal
        self._role = role
        self._sights = sights
        self._scans = scans

    def before(self, exchange: Exchange) -> Decision:
        """Look at a request."""
        for scan in self._scans:
            scan.request(exchange)
        return PASS

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Look at an answer."""
        for sight in self._sights:
            values = {name: found_in(response, path) for name, path in sight.values.items()}
            if any(value is not None for value in values.values()):
                note(self._journal, sight.name, exchange.key, {**values, "role": self._role}, exchange.attempt)
        return PASS


class Scan:
    """Looks for sensitive values of rows where they do not belong.

    Args:
        tag: which fields, and who may see them.
        journal: where finds are noted: the field and the place, never the value.
        truths: the rows by business key.
    """

    def __init__(self, tag: Tag, journal: Journal, truths: Mapping[str, Truth]) -> None:
        self._tag = tag
        self._journal = journal
        self._truths = truths
        self._scanned = 0

    def request(self, exchange: Exchange) -> None:
        """Look at what a system is sent for an event."""
        if exchange.role in self._tag.except_roles or exchange.key is None:
            return
        allowed = self._tag.except_fields.get(exchange.role, ())
        values = {name: text for name, text in self._values(exchange.key).items() if name not in allowed}
        if values:
            self._scanned += 1
            self._report(exchange.key, values, _text_of(exchange.request), exchange.role, exchange.attempt)

    def reply(self, key: str, record: Record) -> None:
        """Look at a refusal of the subject's own; whoever asked with success gets their own data."""
        if (record["status"] or 500) >= 400:
            self._scanned += 1
            self._report(key, self._values(key), str(record["body"]), "refusals")

    def finish(self, surfaces: Mapping[str, Iterable[str]]) -> None:
        """Look at what the subject said while the run lasted."""
        for place, texts in surfaces.items():
            said = "\n".join(texts)
            if not said.strip():
                continue
            self._scanned += 1
            words = frozenset(WORD.findall(said))
            for key in self._truths:
                values = {
                    name: text for name, text in self._values(key).items() if words.issuperset(WORD.findall(text))
                }
                self._report(key, values, said, place)
        note(self._journal, SCANNED, None, {"of": self._tag.name, "places": self._scanned})

    def _values(self, key: str) -> dict[str, str]:
        row = self._truths.get(key, {}).get("row") or {}
        texts = {name: str(row[name]) for name in self._tag.fields if row.get(name) is not None}
        return {name: text for name, text in texts.items() if len(text) >= SENSITIVE_LENGTH_MIN}

    def _report(self, key: str, values: Mapping[str, str], text: str, place: str, attempt: int | None = None) -> None:
        for name, value in values.items():
            if value in text:
                note(self._journal, self._tag.name, key, {"field": name, "place": place}, attempt)


def _text_of(request: Request) -> str:
    """Return everything that a request says, decoded as far as it goes, headers of transport left out."""
    escaped = b"\\" in request.body and "json" in request.content_type
    try:
        body = orjson.dumps(request.content).decode() if escaped else request.body.decode()
    except ValueError:
        body = request.body.decode("utf-8", "replace")
    headers = " ".join(value for name, value in request.headers.items() if name.startswith("x-"))
    return f"{unquote_plus(request.target)} {body} {unquote_plus(body)} {headers}"


def found_in(response: Response, path: str) -> Any:
    """Return what lies at ``body.a.b`` or ``header.name`` of an answer; ``None`` when nothing does.

    In a stream of events it is what the last event with such a value says.
    """
    source, _, rest = path.partition(".")
    if source == "header":
        return response.header(rest)
    documents = _documents_backwards(response) if source == "body" else ()
    return next((value for document in documents if (value := dig(document, rest)) is not None), None)


def _documents_backwards(response: Response) -> Iterator[Any]:
    content_type = (response.header("content-type") or "").partition(";")[0].strip().lower()
    is_streamed = content_type == "text/event-stream"
    texts = reversed(response.whole_body().split(b"\n")) if is_streamed else [response.whole_body()]
    for text in texts:
        if text and (document := _parsed(text.removeprefix(b"data:"))) is not None:
            yield document


def _parsed(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return None
