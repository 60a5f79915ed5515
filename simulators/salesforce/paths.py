"""Paths as the routes know them: resource names in their canonical case.

Object names, ids and field names keep the case that was sent; handlers match them.
Source: profile.yaml, topic ``paths``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

DATA = "/services/data/"

Names = Mapping[str, str]


def _names(*names: str) -> Names:
    return {name.lower(): name for name in names}


RESOURCES = _names(
    "sobjects", "query", "queryAll", "search", "parameterizedSearch", "limits", "recent", "composite", "jobs"
)
OF_OBJECT = _names("describe", "updated", "deleted")
OF_COMPOSITE = _names("sobjects", "tree", "batch", "graph")
OF_JOBS = _names("ingest", "query")
OF_JOB = _names("batches", "results", "successfulResults", "failedResults", "unprocessedRecords")
LAYOUTS = _names("layouts")
LITERALS: Mapping[str, Mapping[int, Names]] = {
    "sobjects": {1: {}, 2: OF_OBJECT},
    "composite": {1: OF_COMPOSITE},
    "jobs": {1: OF_JOBS, 3: OF_JOB},
}
"""By resource: which names may stand at which segment after the version."""


@lru_cache(maxsize=8192)
def canonical_path(path: str) -> str:
    """Return the path that the contract's routes know for the path that was sent."""
    if not path.lower().startswith(DATA):
        return path
    version, *segments = path[len(DATA) :].strip("/").split("/")
    if not segments:
        return DATA + version
    segments[0] = RESOURCES.get(segments[0].lower(), segments[0])
    for index, names in LITERALS.get(segments[0], {}).items():
        if index < len(segments):
            segments[index] = names.get(segments[index].lower(), segments[index])
    _canonise_details(segments)
    return DATA + "/".join((version.lower(), *segments))


def _canonise_details(segments: list[str]) -> None:
    if segments[0] != "sobjects" or len(segments) < 4:
        return
    if segments[2] == "describe":
        segments[3] = LAYOUTS.get(segments[3].lower(), segments[3])
    elif segments[1].lower() == "user" and segments[3].lower() == "password":
        segments[1], segments[3] = "User", "password"
