"""What an adapter uses, as a file: written by ``windtunnel drift``, read by ``windtunnel diff --reads``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from windtunnel.contract.diff.usage import OperationUsage, Usage
from windtunnel.kernel.errors import FileError

FOLDER = "reads"
FORMAT = 1
BYTES_MAX = 32 * 1024 * 1024
_OPERATIONS = TypeAdapter(tuple[OperationUsage, ...])


def write_usage(out: Path, usage: Usage) -> Path:
    """Write ``reads/<system>.usage.json`` and return its path."""
    file = out / FOLDER / f"{usage.system}.usage.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"format": FORMAT, **asdict(usage)}
    file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
    return file


def read_usage(file: Path) -> Usage:
    """Read what ``write_usage`` wrote.

    Raises:
        FileError: the file is missing, too large, or something else.
    """
    try:
        if file.stat().st_size > BYTES_MAX:
            raise FileError(f"larger than {BYTES_MAX:,} bytes", file=file)
        data = orjson.loads(file.read_bytes())
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", file=file) from error
    except ValueError as error:
        raise FileError(f"not valid JSON: {error}", file=file) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("system"), str):
        hint = "; a .schema.json says what is read and not what is called" if _is_schema(data) else ""
        raise FileError(f"not a .usage.json as `windtunnel drift` writes it (format {FORMAT}){hint}", file=file)
    try:
        return Usage(data["system"], _OPERATIONS.validate_python(data.get("operations")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("operations", *first["loc"])))
        raise FileError(first["msg"], file=file, place=place) from error


def _is_schema(data: object) -> bool:
    return isinstance(data, dict) and "$defs" in data
