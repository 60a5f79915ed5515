"""Which operations of a contract the vendor's published description has."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windtunnel.contract import yaml12
from windtunnel.contract.document import Operation


@dataclass(frozen=True)
class Description:
    """A vendor's published description.

    Args:
        files: below the system's folder; those called derived were made from the vendor's own client.
        base: the path that its paths leave out.
    """

    files: tuple[str, ...]
    base: str = ""


DESCRIPTIONS: Mapping[str, Description] = {
    "anthropic": Description(("derived_anthropic_2.11.0.json.gz",)),
    "netsuite": Description(("derived_rest_record_v1.json",), "/services/rest/record/v1"),
    "openai": Description(("openapi.yaml.gz",), "/v1"),
    "slack": Description(("slack_web_openapi_v2.json.gz", "derived_web_api_8.2.0.json.gz"), "/api"),
    "zendesk": Description(("support_oas.yaml.gz",)),
}
"""By system. Salesforce publishes none that may be passed on."""
PARAMETER = re.compile(r"\(?'?\{[^}]*\}'?\)?")
METHODS = ("get", "put", "post", "delete", "patch", "head")

Route = tuple[str, tuple[str, ...]]
"""A method and a path split at its slashes, ``{}`` for a parameter."""


def routes_of(description: Description, folder: Path) -> set[Route]:
    """Return every operation that ``description`` has, its files in ``folder``, each with and without the base path."""
    found: set[Route] = set()
    for name in description.files:
        for path, item in _document(folder / name).get("paths", {}).items():
            for method in METHODS:
                if method in item:
                    found |= {(method.upper(), segments_of(base + path)) for base in ("", description.base)}
    return found


def is_described(operation: Operation, routes: set[Route]) -> bool:
    """Tell whether ``routes`` have ``operation``."""
    return (operation.method, segments_of(operation.path)) in routes


def segments_of(path: str) -> tuple[str, ...]:
    """Split a path template; ``Set('{id}')`` and ``Set/{id}`` are the same."""
    plain = PARAMETER.sub("/{}", path).replace("//", "/").strip("/")
    return tuple(part.removesuffix(".json") for part in plain.split("/"))


def _document(file: Path) -> Mapping[str, Any]:
    content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    name = file.name.removesuffix(".gz")
    read = yaml12.parse_json if name.endswith(".json") else yaml12.parse
    document: Mapping[str, Any] = read(content.decode(), file)
    return document
