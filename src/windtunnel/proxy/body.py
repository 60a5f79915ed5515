"""Bodies of control requests, read as leniently as Toxiproxy reads them."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

import pydantic

from windtunnel.kernel.complaints import complain

from .errors import BadBodyError

_KINDS = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
_WHITE = " \t\r\n"

Model = TypeVar("Model", bound=pydantic.BaseModel)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def read_value(body: bytes) -> Any:
    """Return the first JSON value of a body; what follows it is ignored, bytes that are not UTF-8 are replaced.

    Raises:
        BadBodyError: there is none.
    """
    text = body.decode("utf-8", "replace").lstrip(_WHITE)
    if not text:
        raise BadBodyError("EOF")
    try:
        return _DECODER.raw_decode(text)[0]
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip(_WHITE)) or error.msg.startswith("Unterminated"):
            raise BadBodyError("unexpected EOF") from None
        raise BadBodyError(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadBodyError("exceeded max depth") from None
    except ValueError as error:
        raise BadBodyError(str(error)) from None


def fields(value: Any, what: str) -> dict[str, Any]:
    """Return the fields of an object: names in any case, null as if absent, and null itself as an empty object.

    Raises:
        BadBodyError: it is not an object.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadBodyError(f"{what} is an object, not {kind_of(value)}")
    return {_clean(key).lower(): _clean(field) for key, field in value.items() if field is not None}


def kind_of(value: Any) -> str:
    """Return what JSON calls a value of that type."""
    return _KINDS.get(type(value), "null")


def checked(model: type[Model], values: dict[str, Any], place: str = "") -> Model:
    """Return the fields as a model.

    Raises:
        BadBodyError: one of them is not what it should be; says which.
    """
    try:
        return model.model_validate(values)
    except pydantic.ValidationError as error:
        complaint = complain(error, model).removeprefix(": ")
        raise BadBodyError(f"{place}{complaint}") from None


def _clean(value: Any) -> Any:
    """Return text without half characters, which no answer could carry."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
