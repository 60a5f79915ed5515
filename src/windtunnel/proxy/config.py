"""The configuration file: a JSON array of proxies, with toxics where wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from windtunnel.kernel.errors import FileError

from .body import read_value
from .errors import ControlError
from .model import read_proxies, read_toxics


def read_config(file: Path) -> Any:
    """Return the proxies of a configuration file, for ``Registry.populate``.

    The format is the one of ``toxiproxy-server -config``: an array of objects with ``name``, ``listen``, ``upstream``
    and ``enabled``. Each may bring ``toxics``, an array in the format of the control API.

    Raises:
        FileError: it cannot be read, or something in it is wrong.
    """
    try:
        body = file.read_bytes()
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", file=file) from error
    try:
        value = read_value(body)
        proxies = read_proxies(value)
    except ControlError as error:
        raise FileError(error.message, file=file) from error
    for number, proxy in enumerate(proxies, 1):
        try:
            read_toxics(proxy.toxics)
        except ControlError as error:
            raise FileError(error.message, file=file, place=f"toxics of proxy {number} ({proxy.name})") from error
    return value
