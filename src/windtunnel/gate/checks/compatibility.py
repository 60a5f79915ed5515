"""Compatibility: what changed between the description that was built against and the current one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from windtunnel.contract import diff
from windtunnel.contract.diff.linked import beside, file_of, joined, read
from windtunnel.contract.diff.source import GIT, fetch
from windtunnel.contract.diff.usage import Usage
from windtunnel.contract.reading import parse
from windtunnel.kernel.errors import FileError, InconclusiveError

from ..configuration import FILE
from ..findings import CheckResult, Finding, Level, Proof, distinct
from ..locations import lines_of
from ..probes import probes_of
from ..usage import usage_by_running
from .context import Context

NAME = "compatibility"
METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace", "query"})
UNJUDGED = frozenset({"draft", "alpha"})
REMOVAL = "api-path-removed"


def check(context: Context) -> CheckResult | None:
    """Compare the two descriptions; nothing where no baseline is configured.

    Raises:
        UsageError: a source is wrong or malformed.
    """
    if context.table.baseline is None:
        return None
    source = context.source
    data = fetch(source, context.root)
    old, new = read(context.table.baseline, context.root), joined(parse(data, source), source, context.root)
    try:
        comparison = _compared(old, new, context, context.table.baseline, source, _usage(context))
        control = _compared(new, new, context, source, source)
    except InconclusiveError as error:
        return CheckResult(check=NAME, system=context.system, reasons=(str(error),))
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=comparison.operations,
        control=Proof.FAILED if control.findings else Proof.PASSED,
        planted=_planted(new, context, source),
        findings=distinct(_findings(comparison.findings, context, data)),
        reasons=() if comparison.operations else ("the two descriptions have no operation in common",),
    )


def _compared(
    old: Any, new: Any, context: Context, old_name: str, new_name: str, usage: Usage | None = None
) -> diff.Comparison:
    return diff.compare(old, new, old_name=old_name, new_name=new_name, today=context.today, usage=usage)


def _usage(context: Context) -> Usage | None:
    """Return what the project's probes of the system use, where the configuration asks for it."""
    if not context.table.used_by:
        return None
    probes = probes_of(context.project).get(context.system, ())
    if not probes:
        place = f"{context.at}.used_by"
        raise FileError("the project has no probes of this system", file=context.root / FILE, place=place)
    return usage_by_running(context.project, context.system, probes)


def _planted(document: Mapping[str, Any], context: Context, name: str) -> Proof:
    """Tell whether a path that is taken out of a copy of the description is found missing."""
    path = next(_judged_paths(document), None)
    if path is None:
        return Proof.NOT_RUN
    paths = {key: item for key, item in document["paths"].items() if key != path}
    kept = {"/windtunnel-planted": {"get": {"responses": {"200": {"description": ""}}}}}
    changed = {**document, "paths": paths or kept}
    found = _compared(document, changed, context, name, name).findings
    missing = any(each.id.startswith(REMOVAL) and each.subject.path == path for each in found)
    return Proof.PASSED if missing else Proof.FAILED


def _judged_paths(document: Mapping[str, Any]) -> Iterator[str]:
    paths = document.get("paths")
    for path, item in (paths if isinstance(paths, Mapping) else {}).items():
        operations = [item[method] for method in METHODS if isinstance(item, Mapping) and method in item]
        if any(
            isinstance(each, Mapping) and each.get("x-stability-level") not in UNJUDGED and not each.get("deprecated")
            for each in operations
        ):
            yield path


def _findings(found: tuple[diff.Finding, ...], context: Context, data: bytes) -> Iterator[Finding]:
    places = _lines(found, context, data)
    for each in found:
        subject = each.subject
        yield context.finding(
            NAME,
            each.id,
            Level(each.level.name),
            each.text if each.impact is None else f"{each.text}; {each.impact.reason}",
            operation=subject.operation_id or f"{subject.method} {subject.path}".strip(),
            place=" ".join(part for part in (each.place, each.property) if part),
            **_location(each, *places[each.new_pointer or each.old_pointer]),
        )


def _lines(found: tuple[diff.Finding, ...], context: Context, data: bytes) -> dict[str, tuple[str, int]]:
    """Return file and line by pointer: in the description, or in a file beside it that it is split into."""
    pointers: dict[str, dict[str, str]] = {}
    for each in found:
        pointer = each.new_pointer or each.old_pointer
        file, inside = file_of(pointer)
        pointers.setdefault(file, {})[pointer] = inside
    told: dict[str, tuple[str, int]] = {}
    for file, inner in pointers.items():
        source = beside(context.source, file)
        content = _content(source, context) if file else data
        lines = lines_of(content.decode("utf-8", "replace"), inner.values())
        shown = source.removeprefix(GIT).partition(":")[2] if source.startswith(GIT) else str(Path(source))
        told |= {pointer: (context.shown(shown), lines[inside]) for pointer, inside in inner.items()}
    return told


def _content(source: str, context: Context) -> bytes:
    """Return a file; nothing where only the old description has it."""
    try:
        return fetch(source, context.root)
    except FileError:
        return b""


def _location(finding: diff.Finding, file: str, line: int) -> dict[str, Any]:
    """Return where a finding is: at the adapter's line that uses what changed, else in the description."""
    used = finding.impact.lines if finding.impact is not None else ()
    if not used:
        return {"file": file, "line": line}
    own, _, number = used[0].rpartition(":")
    return {"file": own, "line": int(number)}
