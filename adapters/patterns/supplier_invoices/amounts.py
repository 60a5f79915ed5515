"""Reads the total off a receipt: amounts in many notations, rows that name a total, and what corroborates them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .evidence import Candidate, best

CENT = Decimal("0.01")
TOTAL_MAX = Decimal(10_000_000)
ROUNDING_MAX = Decimal("0.05")
"""Cash is paid in coins: what is due may be rounded to the next five cents."""

_AMOUNT = re.compile(
    r"(?<![\w.,/:%#-])(?P<sign>-)?\s?(?:RM|MYR|USD|EUR|GBP|CHF|SEK|CAD|AUD|[$€£])?\s?(?P<sign2>-)?"
    r"(?P<digits>(?:[0-9OolIS]{1,3}(?:[ ,.'’][0-9OolIS]{3})+|[0-9OolIS]{0,7})[.,]\s?[0-9OolIS]{2})"
    r"(?![0-9OolIS%]|[.,/:-][0-9])\s?-?"
)
_MISREAD = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5"})
_NOTHING_BUT_LETTERS = re.compile(r"[^0-9]*")

_LABELS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (
            r"sub\s*-?\s*t[o0]ta[l1i]|zwischensumme|sous-total|before\s+(?:tax|vat|gst)|excl|exc?\.|without",
            0.0,
        ),
        (r"t[o0]ta[l1i]\s*(?:qty|quantity|items?|pcs|points?|disc|saving|gst|tax|vat|sst|weight|no\b)", 0.0),
        (r"(?:qty|item|point|saving|discount|gst|tax|vat)s?\s*t[o0]ta[l1i]|t[o0]ta[l1i].*supplies|loading", 0.0),
        (r"r[o0]und(?:ed|\s?d)?\s*t[o0]ta[l1i]|t[o0]ta[l1i]\s*(?:sales?\s*)?(?:after\s*)?r[o0]und", 0.85),
        (r"grand\s*t[o0]ta[l1i]|nett?\s*(?:t[o0]ta[l1i]|amount|due)|t[o0]ta[l1i]\s*(?:amount\s*)?(?:due|payable)", 0.8),
        (r"am(?:oun)?t\.?\s*(?:due|payable|to\s*pay)|balance\s*due|to\s*pay\b|amount\s*payable", 0.8),
        (r"t[o0]ta[l1i].*inc|invoice\s*t[o0]ta[l1i]|t[o0]ta[l1i]\s*(?:invoice|amount|amt|sales)", 0.75),
        (
            r"gesamtbetrag|rechnungsbetrag|endbetrag|zu\s*zahlen|summe|t[o0]ta[l1i]\s*ttc|net\s*[àa]\s*payer|totale",
            0.75,
        ),
        (r"\bt[o0]ta[l1i]", 0.6),
        (r"^\s*nett?\b", 0.55),
    )
)
"""What a row is about, the first pattern that is found; the weight says how far its amount is the total."""
_TENDERED = re.compile(
    r"\b(?:cash|tend\w*|paid|payment|amount\s*received|bar|gegeben|visa|master|card|maybank)", re.IGNORECASE
)
_CHANGE = re.compile(r"\b(?:change|balance|rückgeld|wechselgeld|rendu)\b", re.IGNORECASE)
_TAX = re.compile(r"\b(?:gst|vat|tax|mwst|ust|tva|service)\b|@\s*\d+\s*%|\d+\s*%", re.IGNORECASE)
_SUBTOTAL = re.compile(r"sub\s*-?\s*t[o0]ta[l1i]|zwischensumme|sous-total|netto\b|excl", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as it stands in a text; ``repaired`` tells that letters were taken for digits."""

    value: Decimal
    repaired: bool


def amounts(row: str) -> list[Amount]:
    """Return the amounts with cents in ``row``, in their order."""
    found = []
    for match in _AMOUNT.finditer(row):
        digits = match["digits"]
        if _NOTHING_BUT_LETTERS.fullmatch(digits):
            continue
        amount = _amount(digits)
        if amount is not None:
            negative = bool(match["sign"] or match["sign2"])
            found.append(Amount(-amount if negative else amount, digits.translate(_MISREAD) != digits))
    return found


def _amount(digits: str) -> Decimal | None:
    """Return the value: the last separator parts the cents, all others are for the eye."""
    plain = re.sub(r"\s", "", digits.translate(_MISREAD))
    whole, cents = plain[:-3], plain[-2:]
    try:
        value = Decimal(f"{re.sub(r'[^0-9]', '', whole) or '0'}.{cents}")
    except InvalidOperation:
        return None
    return value if value <= TOTAL_MAX else None


def read_total(rows: Sequence[str]) -> tuple[Candidate[Decimal], ...]:
    """Return the totals that ``rows`` may have, the most credible first, each with its confidence."""
    named = list(_named(rows))
    proof = _corroborated(rows)
    values = {amount.value for amount, _ in named} | proof
    candidates = []
    for amount, weight in named:
        support = sum(1 for other, _ in named if other.value == amount.value) - 1
        confidence = weight + (0.25 if amount.value in proof else 0.0) + (0.1 if support else 0.0)
        confidence -= 0.4 if amount.repaired else 0.0
        confidence -= 0.3 if amount.value not in proof and _is_rounded(amount.value, values) else 0.0
        candidates.append(Candidate(amount.value, confidence))
    candidates += [Candidate(value, 0.6) for value in sorted(proof - {amount.value for amount, _ in named})]
    return best(candidates)


def _named(rows: Sequence[str]) -> Iterable[tuple[Amount, float]]:
    """Yield the amounts of rows that name a total; a label alone takes what stands below it."""
    for number, row in enumerate(rows):
        weight = _weight(row)
        if not weight:
            continue
        here = [amount for amount in amounts(row) if amount.value > 0]
        if here:
            yield here[-1], weight - (0.15 if len({amount.value for amount in here}) > 1 else 0.0)
        elif number + 1 < len(rows) and _weight(rows[number + 1]) is None:
            below = [amount for amount in amounts(rows[number + 1]) if amount.value > 0]
            if len(below) == 1:
                yield below[0], weight - 0.1


def _weight(row: str) -> float | None:
    return next((weight for pattern, weight in _LABELS if pattern.search(row)), None)


def _corroborated(rows: Sequence[str]) -> set[Decimal]:
    """Return the amounts that a sum on the same receipt leads to: paid less change, or net and tax."""
    paid, change, tax, net = (_values(rows, pattern) for pattern in (_TENDERED, _CHANGE, _TAX, _SUBTOTAL))
    printed = {amount.value for row in rows for amount in amounts(row) if amount.value > 0}
    settled = printed & {given - back for given in paid for back in change if given > back}
    if settled:
        return settled
    sums = {before + extra for before in net for extra in tax if 0 < extra < before}
    return printed & sums


def _is_rounded(value: Decimal, others: set[Decimal]) -> bool:
    """Return whether one of ``others`` is ``value`` before or after it was rounded for cash."""
    return any(0 < abs(value - other) <= ROUNDING_MAX for other in others)


def _values(rows: Sequence[str], pattern: re.Pattern[str]) -> list[Decimal]:
    return [
        abs(amount.value) for row in rows if pattern.search(row) and not _is_total(row) for amount in amounts(row)[-1:]
    ]


def _is_total(row: str) -> bool:
    return bool(_weight(row))
