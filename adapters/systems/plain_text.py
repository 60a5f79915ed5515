"""Texts in one form, whatever form a system sends them in, and names that show when they were tampered with."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from ..canonical.text import Text

_LINE_BREAK = re.compile(r"\r\n?")
_MARKUP = re.compile(r"<(p|div|span|html|body)\b[^<>]*>.*</\1>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,6}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_ESCAPE = re.compile(r"%(?:2[0-9A-F]|3[A-F]|C[2-9A-F]%[89AB][0-9A-F])", re.IGNORECASE)
_MASK = re.compile(r"\*{2,}")


def plain(text: str) -> str:
    """Return ``text`` without outer spaces, its letters composed (NFC), its lines ended by line feeds.

    Systems change these without a word, and nobody means anything by them.
    """
    return unicodedata.normalize("NFC", _LINE_BREAK.sub("\n", text)).strip()


def is_percent_encoded(text: str) -> bool:
    """Return whether a text is escaped for a URL as a whole: escapes, not one space, and no address."""
    return bool(_ESCAPE.search(text)) and "://" not in text and not any(letter.isspace() for letter in text)


def is_markup(text: str) -> bool:
    """Return whether a text is one HTML element as a whole."""
    return _MARKUP.fullmatch(text) is not None


def _prose(text: str) -> str:
    if is_percent_encoded(text):
        raise PydanticCustomError("escaped_text", "is percent-encoded")
    if is_markup(text):
        raise PydanticCustomError("markup_text", "is HTML, where plain text is promised")
    return text


def _name(text: str) -> str:
    if _ENTITY.search(text) or is_percent_encoded(text) or is_markup(text):
        raise PydanticCustomError("escaped_name", "is escaped, or is markup")
    if _MASK.search(text):
        raise PydanticCustomError("masked_name", "is masked")
    return text


PlainText = Annotated[Text, AfterValidator(plain)]
"""What people wrote, in one form."""
Prose = Annotated[PlainText, AfterValidator(_prose)]
"""The same, of plain text: one HTML element as a whole, or a text escaped for URLs, is another format."""
Name = Annotated[PlainText, AfterValidator(_name)]
"""What somebody or something is called, on one line; escapes, markup and masks are no part of a name."""
