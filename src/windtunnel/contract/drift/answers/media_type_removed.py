"""response-media-type-removed: answers are no longer JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any, ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator, is_success, with_header
from ..bodies import NOTHING, read_answer
from ..description import DriftClass


class MediaTypeRemoved(AnswerOperator):
    """Successful answers are XML with the same content."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the content type; an effect is not attempted again"
    detects: ClassVar = ("response-media-type-removed", "response-media-type-added")
    operator: Literal["response-media-type-removed"]

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer as XML."""
        body = read_answer(response) if is_success(response) else NOTHING
        if body is NOTHING:
            return response
        document = f'<?xml version="1.0" encoding="UTF-8"?>{_element("response", body)}'
        return replace(with_header(response, "Content-Type", "application/xml"), body=document.encode())


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        inside = "".join(_element(key, each) for key, each in value.items())
    elif isinstance(value, list):
        inside = "".join(_element("item", each) for each in value)
    elif isinstance(value, bool):
        inside = str(value).lower()
    else:
        inside = "" if value is None else escape(str(value), quote=False)
    tag = "".join(letter if letter.isalnum() or letter in "_-." else "_" for letter in name)
    tag = tag if tag[:1].isalpha() or tag[:1] == "_" else f"_{tag}"
    return f"<{tag}>{inside}</{tag}>"
