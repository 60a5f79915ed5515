"""sem-charset-changed: answers are no longer UTF-8."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_LE
from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator, with_header
from ..description import DriftClass

Charset = Literal["iso-8859-1", "windows-1252", "utf-16"]
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class CharsetChanged(AnswerOperator):
    """Bodies of text are in another charset, and the content type says so.

    Args:
        to: the charset; letters that it lacks are written as JSON escapes.
        announced: whether the content type names it.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, or a typed error; never letters that are wrong"
    operator: Literal["sem-charset-changed"]
    to: Charset = "iso-8859-1"
    announced: bool = True

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer in the charset."""
        media = (response.header("content-type") or "").partition(";")[0]
        if "json" not in media or not response.body:
            return response
        body = _encoded(response.body.decode("utf-8", "replace"), self.to)
        if body == response.body:
            return response
        named = with_header(response, "Content-Type", f"{media}; charset={self.to}") if self.announced else response
        return replace(named, body=body)


def _encoded(text: str, charset: str) -> bytes:
    body = _NOT_ASCII.sub(lambda letter: _representable(letter[0], charset), text)
    return BOM_UTF16_LE + body.encode("utf-16-le") if charset == "utf-16" else body.encode(charset)


def _representable(letter: str, charset: str) -> str:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        units = letter.encode("utf-16-be").hex()
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    return letter
