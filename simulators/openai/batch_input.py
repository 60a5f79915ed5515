"""The input of a batch: lines of calls, checked before any is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

LINE_KEYS = ("custom_id", "method", "url", "body")


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One call of a batch."""

    custom_id: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BatchInput:
    """What a file asks for.

    Args:
        lines: the calls, as far as they can be made.
        errors: why the file is refused, as the vendor lists it; empty when it is taken.
        model: that all calls name; empty when none does.
    """

    lines: tuple[BatchLine, ...]
    errors: tuple[Mapping[str, Any], ...]
    model: str


def read_input(content: bytes, endpoint: str, limits: Mapping[str, float]) -> BatchInput:
    """Return what a file asks for.

    Args:
        content: of the file.
        endpoint: that every line must call.
        limits: the profile's ``batch_*``.
    """
    reader = _Reader(endpoint)
    lines = [line for line in reader.lines(content.split(b"\n")) if line is not None]
    most = int(limits["batch_lines_max"])
    if not reader.seen:
        reader.add("empty_file", "The input file is empty.", None)
    if reader.seen > most:
        reader.add("too_many_tasks", f"The batch input file has more than {most} requests.", None)
    if endpoint == "/v1/embeddings":
        _count_embeddings(reader, lines, int(limits["batch_embedding_inputs_max"]))
    return BatchInput(tuple(lines), tuple(reader.errors), reader.model)


class _Reader:
    def __init__(self, endpoint: str) -> None:
        self.errors: list[Mapping[str, Any]] = []
        self.model = ""
        self.seen = 0
        self._endpoint = endpoint
        self._ids: set[str] = set()

    def add(self, code: str, message: str, line: int | None, param: str | None = None) -> None:
        self.errors.append({"code": code, "message": message, "param": param, "line": line})

    def lines(self, raw: Iterable[bytes]) -> Iterable[BatchLine | None]:
        for number, text in enumerate(raw, 1):
            if text.strip():
                self.seen += 1
                yield self._line(text, number)

    def _line(self, text: bytes, number: int) -> BatchLine | None:
        try:
            line = orjson.loads(text)
        except ValueError:
            line = None
        if not isinstance(line, dict):
            self.add("invalid_json_line", "This line is not parseable as valid JSON.", number)
            return None
        missing = next((key for key in LINE_KEYS if not line.get(key)), None)
        if missing is not None:
            message = f"Missing required parameter: '{missing}'."
            self.add("missing_required_parameter", message, number, missing)
            return None
        return self._checked(line, number)

    def _checked(self, line: Mapping[str, Any], number: int) -> BatchLine | None:
        custom_id, body = str(line["custom_id"]), line["body"]
        if custom_id in self._ids:
            message = f"The custom_id '{custom_id}' for this request is a duplicate of another request."
            self.add("duplicate_custom_id", message, number, "custom_id")
        self._ids.add(custom_id)
        if line["url"] != self._endpoint or line["method"] != "POST":
            message = f"The URL provided for this request does not match the batch endpoint {self._endpoint}."
            self.add("url_mismatch", message, number, "url")
        if not isinstance(body, dict):
            message = "Invalid type for 'body': expected an object."
            self.add("invalid_type", message, number, "body")
            return None
        self._check_model(str(body.get("model") or ""), number)
        return BatchLine(custom_id, body)

    def _check_model(self, model: str, number: int) -> None:
        self.model = self.model or model
        if model != self.model:
            message = "The provided model does not match the model of the other requests of this batch."
            self.add("model_mismatch", message, number, "body.model")


def _count_embeddings(reader: _Reader, lines: list[BatchLine], most: int) -> None:
    inputs = [line.body.get("input") for line in lines]
    count = sum(len(each) if isinstance(each, list) else 1 for each in inputs)
    if count > most:
        message = f"The batch has {count} embedding inputs, more than the maximum of {most}."
        reader.add("too_many_tasks", message, None)
