"""Secrets that do not show, and the masking of texts in which they show all the same.

A ``Secret`` is searched for in every text that passes ``mask``, for as long as the ``Secret`` lives: as it
is, and the way base64, URLs, JSON and ``repr`` would write it.
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
import math
import weakref
from collections.abc import Iterator, Mapping
from typing import NoReturn
from urllib.parse import quote, quote_plus

MASK = "***"
LENGTH_MIN = 4
"""Shorter values are hidden in ``repr`` but not searched for: they would shred every text."""
ENCODED_LENGTH_MIN = 8
"""Shorter fragments of base64 are ordinary text too often."""

SENSITIVE_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "api-key",
        "x-api-key",
        "x-auth-token",
        "x-csrf-token",
    }
)
SENSITIVE_ENDINGS = ("signature", "secret", "token", "password", "credentials")


class Secret:
    """A value that is never printed: ``repr``, ``str`` and formatting show a mask.

    Args:
        value: the secret, not empty.
    """

    __slots__ = ("__weakref__", "_forms", "_value")

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("a secret must not be empty")
        self._value = value
        self._forms = _forms(value) if len(value) >= LENGTH_MIN else ()
        _REGISTRY.add(self)

    def reveal(self) -> str:
        """Return the value; call it where the value leaves for the system, and nowhere else."""
        return self._value

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way to write this secret that ``mask`` looks for."""
        return self._forms

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, specification: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class _Registry:
    """The forms of all secrets that are alive; a secret that nobody holds is not searched for."""

    def __init__(self) -> None:
        self._alive: dict[int, weakref.ref[Secret]] = {}
        self._forms: tuple[str, ...] | None = ()
        self.length_min = math.inf
        """No form is shorter."""

    def add(self, secret: Secret) -> None:
        number = id(secret)

        def gone(reference: weakref.ref[Secret]) -> None:
            if self._alive.get(number) is reference:
                del self._alive[number]
                self._forms = None

        self._alive[number] = weakref.ref(secret, gone)
        self._forms = None
        self.length_min = min(self.length_min, *map(len, secret.forms)) if secret.forms else self.length_min

    def forms(self) -> tuple[str, ...]:
        """Return all forms, the longest first, so that no part of a longer one is left over."""
        if self._forms is None:
            references = list(self._alive.values())  # the garbage collector may remove some meanwhile
            secrets = [secret for reference in references if (secret := reference()) is not None]
            forms = dict.fromkeys(form for secret in secrets for form in secret.forms)
            self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))
            self.length_min = len(self._forms[-1]) if self._forms else math.inf
        return self._forms


_REGISTRY = _Registry()


def mask(text: str) -> str:
    """Return ``text`` with every living secret, in every form, replaced by ``***``."""
    if len(text) < _REGISTRY.length_min:
        return text
    for form in _REGISTRY.forms():
        if form in text:
            text = text.replace(form, MASK)
    return text


def mask_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return ``headers`` fit to be logged: sensitive ones hidden by name, the others masked by value."""
    return {name: MASK if is_sensitive(name) else mask(value) for name, value in headers.items()}


def is_sensitive(name: str) -> bool:
    """Return whether a header of this name carries a credential, a cookie or a signature."""
    lowered = name.lower()
    return lowered in SENSITIVE_HEADERS or lowered.endswith(SENSITIVE_ENDINGS)


class MaskingFilter(logging.Filter):
    """Masks a log record in place: message, arguments, extra attributes, exception and stack.

    Attach it to handlers: a filter on a logger does not see what its children log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask ``record`` and let it pass."""
        record.msg, record.args = mask(_message(record)), ()
        if record.exc_info:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
            record.exc_info = None
        for name, value in record.__dict__.items():
            if isinstance(value, str):
                record.__dict__[name] = mask(value)
        return True


_FORMATTER = logging.Formatter()


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001 - a log call with the wrong arguments must not break the code that logs
        return f"{record.msg} {record.args}"


def _forms(value: str) -> tuple[str, ...]:
    forms = [value, *_url_forms(value), *_quoted_forms(value)]
    forms += [form for form in _base64_forms(value.encode()) if len(form) >= ENCODED_LENGTH_MIN]
    return tuple(dict.fromkeys(forms))


def _url_forms(value: str) -> Iterator[str]:
    for quoted in (quote(value), quote(value, safe=""), quote_plus(value)):
        yield quoted
        yield _lower_escapes(quoted)


def _lower_escapes(quoted: str) -> str:
    head, *rest = quoted.split("%")
    return "%".join([head, *(part[:2].lower() + part[2:] for part in rest)])


def _quoted_forms(value: str) -> Iterator[str]:
    for escaped in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield escaped
        yield escaped.replace("/", "\\/")
    yield repr(value)[1:-1]


def _base64_forms(raw: bytes) -> Iterator[str]:
    """Yield what of ``raw`` is recognisable in base64, wherever in the encoded text it begins."""
    for offset in range(3):
        whole = base64.b64encode(bytes(offset) + raw).decode()
        bits = 8 * (offset + len(raw))
        fragment = whole[(8 * offset + 5) // 6 : bits // 6]  # only characters that no neighbour has a part in
        yield fragment
        yield fragment.replace("+", "-").replace("/", "_")
