"""What every finding means: rules of the diff, drift operators, invariants, and the gate's own codes."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from windtunnel.contract.diff.catalogue import RULE_BY_ID
from windtunnel.contract.diff.finding import Direction
from windtunnel.contract.diff.rules.rule import Effect, Kind, Rule
from windtunnel.contract.drift.catalogue import OPERATORS
from windtunnel.contract.drift.description import DriftClass, DriftDescription
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.scenario.invariants import INVARIANTS, Invariant

from .own_codes import OWN


@dataclass(frozen=True)
class Explanation:
    """What a code means.

    Args:
        code: the code.
        kind: ``rule of the diff``, ``drift operator``, ``invariant`` or the check that reports it.
        title: in a few words.
        meaning: what happened and why it matters.
        example: how it shows.
        remedy: what to do.
    """

    code: str
    kind: str
    title: str
    meaning: str
    example: str
    remedy: str


_PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")
_SAMPLES = {
    "where": "`order/total` in the 200 response",
    "old": "OLD",
    "new": "NEW",
    "names": "`Address`, `Contact`",
    "name": "`charset`",
    "value": "`beta`",
    "what": "type",
    "sunset": "2027-06-30",
    "media": "application/json",
    "types": "null",
    "values": "`open`, `closed`",
    "flow": "clientCredentials",
    "scope": "`orders:read`",
}
_WORDS = {**{name: f"<{name}>" for name in _SAMPLES}, "where": "", "what": "type or format"}
_EFFECTS = {
    Effect.NONE: "what is allowed stays the same",
    Effect.WIDENS: "more is allowed than before",
    Effect.NARROWS: "less is allowed than before",
    Effect.INCOMPARABLE: "what was allowed no longer is, and something else is",
    Effect.UNKNOWN: "the documents do not tell whether more or less is allowed",
    Effect.VIOLATION: "what was announced was not kept",
}
_SIDES = {
    Direction.REQUEST: "It concerns what you send: a request that was fine may be refused.",
    Direction.RESPONSE: "It concerns what you read: an answer may hold what was never promised, or lack what was.",
    Direction.NONE: "It concerns the description as a whole, or an operation.",
}
_REMEDIES = {
    Kind.EXISTENCE: "Look for the code that uses it; where it is used, change the code before the vendor ships.",
    Kind.REQUIREDNESS: "Reading: handle that it is absent or null, and test both. Sending: always send it.",
    Kind.MUTABILITY: "Do not send what is read-only, and do not expect back what is write-only.",
    Kind.TYPE: "Change the type where it is parsed or written, and let anything else raise a typed error.",
    Kind.CONSTRAINTS: "Check column widths, buffers and validations that relied on the old bound.",
    Kind.VALUES: "Give the mapping of values a branch for what it does not know, and let that branch be seen.",
    Kind.STRUCTURE: "Look at what the schema accepts now, and try the adapter on an example of each form.",
    Kind.LIFECYCLE: "Plan the move before the date; the vendor's changelog names the successor.",
}
_CLASSES = {
    DriftClass.REPRESENTATION_PRESERVING: "The same meaning in another form: right is the same output, or an error.",
    DriftClass.INFORMATION_LOSING: "Something is gone: right is a typed error.",
    DriftClass.MEANING_CHANGING: "The same form with another meaning: only an invariant of the data catches it.",
    DriftClass.ADDITIVE: "Something is new: right is the same output, and no alarm.",
    DriftClass.DATA_VARIANT: "Legal data that was not seen before: right is to follow it.",
}


def explain(code: str) -> Explanation:
    """Return what a code means; a code that is both a rule and an operator says so.

    Args:
        code: in any case; an invariant also by its number (``I01``).

    Raises:
        UnknownNameError: nothing has this code.
    """
    wanted = _NUMBERS.get(code.upper(), code.lower())
    if wanted in OWN:
        own = OWN[wanted]
        return Explanation(wanted, own.kind, own.title, own.meaning, own.example, own.remedy)
    if wanted in RULE_BY_ID:
        operator = OPERATORS.get(wanted)
        found = _rule(RULE_BY_ID[wanted])
        return found if operator is None else _both(found, _operator(operator))
    if wanted in OPERATORS:
        return _operator(OPERATORS[wanted])
    if wanted in INVARIANTS:
        return _invariant(INVARIANTS[wanted])
    raise UnknownNameError("code", code, codes())


def codes() -> list[str]:
    """Return every code that can be explained, sorted."""
    return sorted({*OWN, *RULE_BY_ID, *OPERATORS, *INVARIANTS})


_NUMBERS: Mapping[str, str] = {invariant.id: name for name, invariant in INVARIANTS.items()}


def _rule(rule: Rule) -> Explanation:
    effect = _EFFECTS[rule.effect]
    level = f"Level {rule.level.name}: {effect}."
    return Explanation(
        rule.id,
        "rule of the diff",
        _filled(rule.text, _WORDS).lstrip(": "),
        f"A change of {rule.kind.value}. {_SIDES[rule.direction]} {level}",
        _filled(rule.text, _SAMPLES),
        _REMEDIES[rule.kind],
    )


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[1]), text)


def _operator(operator: type[DriftDescription]) -> Explanation:
    title = _text((inspect.getdoc(sys.modules[operator.__module__]) or "").partition(": ")[2]).rstrip(".")
    does = _text((operator.__doc__ or "").partition("\n\n")[0])
    shown = ", ".join(operator.detects)
    seen = f"A diff shows it as {shown}, when the vendor publishes it." if shown else "No diff can show it."
    return Explanation(
        operator.identifier(),
        "drift operator",
        title,
        f"{does} {_CLASSES[operator.drift_class]} {seen}",
        f"windtunnel drift: silent, at a field that the adapter reads: {title}, and nothing said so",
        f"A correct consumer: {_text(operator.correct)}.",
    )


def _both(rule: Explanation, operator: Explanation) -> Explanation:
    return Explanation(
        rule.code,
        "rule of the diff and drift operator",
        rule.title,
        f"{rule.meaning} As drift: {operator.meaning}",
        rule.example,
        f"{rule.remedy} {operator.remedy}",
    )


def _invariant(invariant: type[Invariant]) -> Explanation:
    document = inspect.getdoc(sys.modules[invariant.__module__]) or ""
    return Explanation(
        invariant.name,
        f"invariant {invariant.id}",
        invariant.about,
        _text(document.partition("\n\n")[2] or document),
        f"windtunnel run: a condition FAILs with {invariant.name} and the events that show it",
        "The verdict names the business key and the events; `windtunnel replay RECEIPT` runs the same history again.",
    )


def _text(text: str) -> str:
    return " ".join(text.replace("``", "`").split())


def lines(explanation: Explanation) -> Iterator[str]:
    """Return the explanation as it is printed."""
    yield f"{explanation.code} ({explanation.kind})"
    yield f"  {explanation.title}"
    for name, text in (("means", explanation.meaning), ("shows", explanation.example), ("do", explanation.remedy)):
        yield ""
        yield f"  {name}: {text}"
