"""From a ticket to the text that is worth asking about."""

from __future__ import annotations

import html
import re
import unicodedata

from ..canonical import Ticket

LENGTH_MAX = 4_000

_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--)>", re.DOTALL)
_REPLY_HEADER = re.compile(r"^(?:On .{5,120} wrote:|-{2,} ?(?:Original|Forwarded) [Mm]essage ?-{2,})\s*$", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_PRINTABLE = re.compile(r"[\t\n\x20-\x7e]*")


def extract(ticket: Ticket, length_max: int = LENGTH_MAX) -> str:
    """Return subject and text of ``ticket`` without markup, quoted mail and signature.

    Args:
        ticket: the ticket.
        length_max: characters; longer text is cut at a word.
    """
    subject, text = clean(ticket.subject), clean(ticket.text)
    joined = text if text.startswith(subject) else f"{subject}\n{text}".strip()
    return _cut(joined, length_max)


def clean(text: str) -> str:
    """Return what the sender wrote: no markup, quotes, signature, control characters or runs of space."""
    plain = html.unescape(_TAG.sub(" ", text)).replace("\r\n", "\n")
    plain = _SIGNATURE.split(_REPLY_HEADER.split(plain)[0])[0]
    plain = _visible(_QUOTED_LINE.sub("", plain))
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", plain)).strip()


def _visible(text: str) -> str:
    if _PRINTABLE.fullmatch(text):
        return text
    normal = unicodedata.normalize("NFC", text)
    return "".join(c for c in normal if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))


def _cut(text: str, length_max: int) -> str:
    if len(text) <= length_max:
        return text
    return text[:length_max].rsplit(maxsplit=1)[0]
