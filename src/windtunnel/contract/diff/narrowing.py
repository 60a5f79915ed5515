"""Findings as one consumer sees them: what it neither calls, sends nor reads is information.

What it uses keeps its level, and a removal becomes an error, whatever was announced: it is gone, and is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from windtunnel.kernel.errors import InconclusiveError

from .catalogue import RULE_BY_ID
from .description import Description, escaped
from .finding import Finding, Level
from .touched import Lines, Touched, is_met
from .usage import Impact, OperationUsage, Usage

_QUOTED = re.compile(r"`([^`]+)`")
_PARAMETER_PLACE = re.compile(r"(query|path|header|cookie)\.(.+)", re.DOTALL)
_REMOVED = re.compile(
    r"(request|response)-(required-|optional-)?(parameter|property|header)-removed|api-(path-)?removed|"
    r"required-response-header-removed|optional-response-header-removed"
)
_DEMANDED = re.compile(r"new-required-request-|request-(parameter|property|header-property)-became-required")
_BODY_DEMANDED = ("request-body-became-required", "request-body-added-required")
_DEFAULT_VALUE = "request-parameter-default-value-"
DEFAULT = "default"
"""The answers with every status that is not described: most often errors, which were hardly met."""
NOT_CALLED, NOT_READ, NOT_SENT = "is not called", "is not read", "is not sent"
CALLED, READ, SENT = "is called", "is read", "is sent"
LEFT_OUT, EVERY_TIME = "must be sent and is left out", "is sent every time"
NOT_MET = "no answer with this status was met, so nobody knows what is read there"


class Narrowing:
    """Judges findings for one consumer.

    Args:
        old, new: the documents, the same objects that were compared.
        usage: what the consumer uses.

    Raises:
        InconclusiveError: neither document describes anything that the consumer calls.
    """

    def __init__(self, old: Description, new: Description, usage: Usage) -> None:
        self._old, self._new = Touched(old, usage), Touched(new, usage)
        if not self._old.operations and not self._new.operations:
            called = ", ".join(each.id for each in usage.operations) or "nothing"
            raise InconclusiveError(
                f"{old.name}, {new.name}: neither describes what the adapter of {usage.system} calls: {called}"
            )

    @property
    def missing(self) -> tuple[str, ...]:
        """Operations that the consumer calls and the old document does not describe."""
        return self._old.missing

    def narrowed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings with the levels that they have for the consumer."""
        return [self._one(finding) for finding in findings]

    def _one(self, finding: Finding) -> Finding:
        if finding.section != "paths" or not finding.subject.path:
            return finding
        place = finding.subject.method, finding.subject.path
        usage = self._old.operations.get(place) or self._new.operations.get(place)
        if usage is None:
            return _at(finding, Level.INFO, NOT_CALLED)
        parameter = _PARAMETER_PLACE.fullmatch(finding.place)
        if parameter is not None:
            return _parameter(finding, usage, parameter[1], parameter[2])
        judge: Callable[[Finding, OperationUsage], Finding] = _operation
        if finding.place:
            judge = self._body if finding.place.partition(" ")[0] == "requestBody" else self._answer
        return judge(finding, usage)

    def _body(self, finding: Finding, usage: OperationUsage) -> Finding:
        if finding.id in _BODY_DEMANDED:
            return _at(finding, Level.INFO, EVERY_TIME) if usage.media else _kept(finding, LEFT_OUT, usage.lines)
        if not usage.media:
            return _at(finding, Level.INFO, NOT_SENT)
        if finding.place == "requestBody":
            named = _QUOTED.findall(finding.text)
            sent = not named or any(media in usage.media for media in named)
            return _kept(finding, SENT, usage.lines) if sent else _at(finding, Level.INFO, NOT_SENT)
        touched = self._touched(finding, answers=False)
        lines = _lines(finding, touched)
        if _DEMANDED.match(finding.id):
            return self._demanded(finding, usage, touched, lines)
        return _at(finding, Level.INFO, NOT_SENT) if lines is None else _kept(finding, SENT, lines or usage.lines)

    def _demanded(
        self, finding: Finding, usage: OperationUsage, touched: Mapping[str, Lines], lines: Lines | None
    ) -> Finding:
        """Judge a property that must be sent: who sends its object and leaves it out is refused."""
        above = [pointer.rpartition("/properties/")[0] for pointer in _pointers(finding)]
        if not any(pointer in touched for pointer in above):
            return _at(finding, Level.INFO, NOT_SENT)
        if lines is not None and _always(finding, usage):
            return _at(finding, Level.INFO, EVERY_TIME, lines)
        return _kept(finding, LEFT_OUT, usage.lines)

    def _answer(self, finding: Finding, usage: OperationUsage) -> Finding:
        status = finding.place.partition(" ")[0]
        if not is_met(status, usage.statuses):
            return _at(finding, min(finding.level, Level.WARN), NOT_MET)
        if "response-header" in finding.id:
            names = [name.lower() for name in _QUOTED.findall(finding.text)]
            used = next((usage.read_headers[name] for name in names if name in usage.read_headers), None)
            return _at(finding, Level.INFO, NOT_READ) if used is None else _kept(finding, READ, used.lines)
        if finding.place == status:
            return _kept(finding, CALLED, usage.lines)
        lines = _lines(finding, self._touched(finding, answers=True))
        if lines is not None:
            return _kept(finding, READ, lines or usage.lines)
        if status == DEFAULT:
            return _at(finding, min(finding.level, Level.WARN), NOT_MET)
        return _at(finding, Level.INFO, NOT_READ)

    def _touched(self, finding: Finding, *, answers: bool) -> Mapping[str, Lines]:
        place = finding.subject.method, finding.subject.path
        both = [(each.reads if answers else each.sent)(self._place_in(each, place)) for each in (self._old, self._new)]
        return {**both[1], **both[0]}

    def _place_in(self, side: Touched, place: tuple[str, str]) -> tuple[str, str]:
        """Return how a document names the operation; the names of its path parameters may differ."""
        usage = self._old.operations.get(place) or self._new.operations.get(place)
        return next((known for known, each in side.operations.items() if each is usage), place)


def _operation(finding: Finding, usage: OperationUsage) -> Finding:
    return _kept(finding, CALLED, usage.lines)


def _parameter(finding: Finding, usage: OperationUsage, where: str, name: str) -> Finding:
    known = f"{where}.{name.lower() if where == 'header' else name}"
    sent = usage.sent.get(known)
    if where == "path":
        return _kept(finding, SENT, usage.lines)
    if _DEMANDED.match(finding.id):
        if sent is not None and sent.always:
            return _at(finding, Level.INFO, EVERY_TIME, sent.lines)
        return _kept(finding, LEFT_OUT, usage.lines)
    if finding.id.startswith(_DEFAULT_VALUE):
        if sent is not None and sent.always:
            return _at(finding, Level.INFO, EVERY_TIME, sent.lines)
        return _at(finding, Level.WARN, "is left out, so the default applies", usage.lines)
    return _at(finding, Level.INFO, NOT_SENT) if sent is None else _kept(finding, SENT, sent.lines or usage.lines)


def _always(finding: Finding, usage: OperationUsage) -> bool:
    """Tell whether the property that a finding names is sent in every object that could have it."""
    name = finding.property.rpartition("/")[2]
    ways = [each for each in usage.properties if each.name.rpartition(".")[2] == name]
    return bool(ways) and all(each.always for each in ways)


def _pointers(finding: Finding) -> list[str]:
    """Return the pointers of what a finding is about, also as they are where a property's name is escaped."""
    found = [pointer for pointer in (finding.old_pointer, finding.new_pointer) if pointer]
    name = finding.property.rpartition("/")[2]
    endings = [
        pointer.removesuffix(name) + escaped(name) for pointer in found if pointer.endswith(f"/properties/{name}")
    ]
    return [*found, *endings]


def _lines(finding: Finding, touched: Mapping[str, Lines]) -> Lines | None:
    """Return the lines that use what a finding is about; ``None`` when nothing does."""
    found = [touched[pointer] for pointer in _pointers(finding) if pointer in touched]
    return tuple(dict.fromkeys(line for lines in found for line in lines)) if found else None


def _kept(finding: Finding, reason: str, lines: Lines) -> Finding:
    """Return a finding about what is used: no longer softened because it stands below ``allOf``."""
    softened = finding.level is Level.WARN
    level = RULE_BY_ID[finding.id].level if softened else finding.level
    return _at(finding, Level.ERR if _REMOVED.match(finding.id) else level, reason, lines)


def _at(finding: Finding, level: Level, reason: str, lines: Lines = ()) -> Finding:
    return replace(finding, level=level, impact=Impact(finding.level.name, reason, lines))
