"""Values of literals: escapes of texts, patterns of LIKE, numbers, dates.

Sources: SOQL reference, "Quoted String Escape Sequences"; profile.yaml, topic ``soql``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .tokens import QueryError

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
WILDCARDS = {"%": ".*", "_": "."}
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


def unescape(raw: str, at: int) -> str:
    """Return the text that a string literal stands for.

    Args:
        raw: between the quotes, as written.
        at: index of its token.

    Raises:
        QueryError: it holds an unknown escape.
    """
    if "\\" not in raw:
        return raw
    return _ESCAPED.sub(lambda found: _escape(found[1], at), raw)


def like_pattern(raw: str, at: int) -> re.Pattern[str]:
    r"""Return a pattern of LIKE as an expression over text in lower case; ``\%`` and ``\_`` are themselves.

    Raises:
        QueryError: it holds an unknown escape.
    """
    parts: list[str] = []
    place = 0
    for found in re.finditer(r"\\(u[0-9a-fA-F]{4}|.)|[%_]", raw, re.DOTALL):
        parts.append(re.escape(raw[place : found.start()].lower()))
        if found[1] is None:
            parts.append(WILDCARDS[found[0]])
        else:
            parts.append(re.escape(found[1] if found[1] in WILDCARDS else _escape(found[1], at).lower()))
        place = found.end()
    parts.append(re.escape(raw[place:].lower()))
    return _compiled("".join(parts))


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.DOTALL)


def _escape(escaped: str, at: int) -> str:
    if len(escaped) == 5:
        return chr(int(escaped[1:], 16))
    if escaped not in ESCAPES:
        raise QueryError(at, f"Invalid string literal: illegal escape sequence '\\{escaped}'")
    return ESCAPES[escaped]
