"""API lifecycle: versions, announced ends in the profile and the contract, and headers of recorded answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from windtunnel.contract.profile import ApiVersion, Sunset
from windtunnel.record.har import read_har

from ..findings import CheckResult, Finding, Level, Proof, distinct
from .context import Context
from .exchanges import Exchange, line_of, read_exchanges
from .recorded import located, of_system

NAME = "lifecycle"
_VERSION = re.compile(r"v\d+(\.\d+)*")
PLANTED = Exchange(
    "GET", "", "/windtunnel-planted", "", (), None, 200, (("sunset", "Thu, 01 Jan 2015 00:00:00 GMT"),), b""
)
CONTROL = Exchange("GET", "", "/windtunnel-planted", "", (), None, 200, (("content-type", "text/plain"),), b"")


@dataclass(frozen=True)
class Heard:
    """A lifecycle header of an answer, and what it comes to."""

    code: str
    level: Level
    message: str


def check(context: Context) -> CheckResult:
    """Judge versions, dates and headers of one system.

    Raises:
        FileError: the contract or a recording is malformed.
    """
    exchanges = [
        (file, exchange)
        for file in context.files(context.table.recordings, "recordings")
        for exchange in read_exchanges(file)
        if of_system(context, exchange)
    ]
    findings = [
        *_versions(context, exchanges),
        *_announced(context, exchanges),
        *_operations(context),
        *_deprecated(context, exchanges),
        *_headers(context, exchanges),
        *_stale(context),
    ]
    dates = len(context.contract.profile.sunsets)
    without = sum(exchange.headers is None and not exchange.announced for _, exchange in exchanges)
    return CheckResult(
        check=NAME,
        system=context.system,
        judged=1 + dates + len(context.contract.operations) + len(exchanges) - without,
        unit="versions, dates, operations and answers",
        control=Proof.FAILED if list(heard(CONTROL, context)) else Proof.PASSED,
        planted=Proof.PASSED if list(heard(PLANTED, context)) else Proof.FAILED,
        findings=distinct(findings),
        notes=(f"{without} recorded answers came without headers",) if without else (),
    )


def _stale(context: Context) -> Iterator[Finding]:
    """Yield recordings whose last fresh day has passed: the vendor may do something else by now."""
    for file in context.files(context.table.recordings, "recordings"):
        provenance = read_har(file).provenance if file.suffix.lower() == ".har" else None
        if provenance is not None and provenance.expires < context.today:
            at, until = provenance.recorded_at, provenance.expires.isoformat()
            message = f"recorded at {at}, fresh until {until}; record it again"
            shown, code = context.shown(file), "lifecycle-recording-expired"
            yield context.finding(NAME, code, Level.WARN, message, place=at, file=shown, line=1)


def heard(exchange: Exchange, context: Context) -> Iterator[Heard]:
    """Return what the headers ``Sunset`` (RFC 8594) and ``Deprecation`` (RFC 9745) of an answer say."""
    sunset, deprecation = exchange.announcement("sunset"), exchange.announcement("deprecation")
    if sunset is not None:
        day = header_date(sunset)
        if day is None:
            yield Heard("lifecycle-sunset-header", Level.WARN, "answers carry a Sunset header that is no date")
        else:
            level = _level(day, context)
            yield Heard("lifecycle-sunset-header", level, f"answers say that this ends on {day.isoformat()}")
    if deprecation is not None and deprecation.strip().lower() != "false":
        day = header_date(deprecation)
        since = f" since {day.isoformat()}" if day else ""
        yield Heard("lifecycle-deprecation-header", Level.WARN, f"answers say that this is deprecated{since}")


def header_date(text: str) -> date | None:
    """Return the day in a header: an HTTP date, or ``@`` and seconds since the Unix epoch."""
    try:
        if text.strip().startswith("@"):
            return datetime.fromtimestamp(int(text.strip()[1:]), UTC).date()
        return parsedate_to_datetime(text).date()
    except (ValueError, OverflowError, OSError):
        return None


def _level(day: date, context: Context) -> Level:
    settings = context.gate.lifecycle
    if day <= context.today + timedelta(days=settings.fail_days):
        return Level.ERR
    return Level.WARN if day <= context.today + timedelta(days=settings.warn_days) else Level.INFO


def _versions(context: Context, exchanges: list[tuple[Path, Exchange]]) -> Iterator[Finding]:
    version = context.contract.profile.api_version
    wanted = context.table.version or version.pinned
    if version.supported and wanted not in version.supported:
        known = ", ".join(version.supported)
        message = f"version {wanted} is not supported; supported: {known}"
        yield context.finding(
            NAME, "lifecycle-version-unsupported", Level.ERR, message, place=wanted, **_profile(context)
        )
    if wanted != version.pinned:
        message = f"built for version {wanted}; the contract describes {version.pinned}"
        yield context.finding(NAME, "lifecycle-version-differs", Level.WARN, message, place=wanted, **_profile(context))
    for file, exchange in exchanges:
        sent = asked_version(exchange, version)
        if sent is not None and sent.removeprefix("v") != wanted.removeprefix("v"):
            message = f"a recorded call asked for version {sent}, not {wanted}"
            place = f"{version.header if version.where == 'header' else 'path'} {sent}"
            yield _at(context, file, exchange, "lifecycle-version-recorded", Level.WARN, message, place=place)


def asked_version(exchange: Exchange, version: ApiVersion) -> str | None:
    """Return the version that a call asks for, where the profile says that callers name one and the call does."""
    if version.where == "header":
        return exchange.sent_header(version.header) if version.header is not None else None
    if version.where == "path":
        return next((part for part in exchange.path.split("/") if _VERSION.fullmatch(part)), None)
    return None


def _announced(context: Context, exchanges: list[tuple[Path, Exchange]]) -> Iterator[Finding]:
    """The ends that the profile knows; one that recorded calls would suffer from counts as it is, others less."""
    for sunset in context.contract.profile.sunsets:
        used = next(((file, each) for file, each in exchanges if mentions(each, sunset)), None)
        level = _level(sunset.on, context)
        ended = "ended" if sunset.on <= context.today else "ends"
        message = f"{sunset.what} {ended} on {sunset.on.isoformat()} ({sunset.source})"
        if used is not None:
            message = f"{message}; a recorded call uses it"
            yield _at(context, *used, "lifecycle-sunset-used", level, message, place=sunset.what)
        else:
            known = Level.INFO if sunset.on <= context.today or level is Level.INFO else Level.WARN
            yield context.finding(
                NAME, "lifecycle-sunset-announced", known, message, place=sunset.what, **_profile(context)
            )


def mentions(exchange: Exchange, sunset: Sunset) -> bool:
    """Tell whether a call names what ends: the last segment of its path, or a quoted value of its body, is that word.

    A sentence ("SOAP web services, all endpoints but one") cannot be looked for; only single words can.
    """
    words = [part.strip() for part in sunset.what.split(",")]
    segments = {exchange.path.rstrip("/").rpartition("/")[2]}
    body = exchange.sent_body or b""
    return any(word and " " not in word and (word in segments or f'"{word}"'.encode() in body) for word in words)


def _operations(context: Context) -> Iterator[Finding]:
    """Ends that the contract itself tells."""
    dated = [(each, day) for each in context.contract.operations.values() if (day := _date(each.raw.get("x-sunset")))]
    places = context.locations_of(operation for operation, _ in dated)
    for operation, day in dated:
        message, code = f"the contract says that {operation.id} ends on {day.isoformat()}", "lifecycle-operation-sunset"
        level = _level(day, context)
        yield context.finding(NAME, code, level, message, operation=operation.id, **places[operation.id])


def _deprecated(context: Context, exchanges: list[tuple[Path, Exchange]]) -> Iterator[Finding]:
    """Operations that the contract calls deprecated: a warning where a recorded call uses one."""
    operations = context.contract.operations
    deprecated = {each.id for each in operations.values() if each.raw.get("deprecated") is True}
    used: dict[str, tuple[Path, Exchange]] = {}
    simulator = context.simulator() if deprecated and exchanges else None
    for file, exchange in exchanges if simulator is not None else ():
        operation = located(simulator, exchange) if simulator is not None else None
        if operation is not None and operation.id in deprecated:
            used.setdefault(operation.id, (file, exchange))
    places = context.locations_of(operations[name] for name in deprecated - used.keys())
    for name in sorted(deprecated):
        message, code = f"the contract says that {name} is deprecated", "lifecycle-operation-deprecated"
        if name in used:
            yield _at(context, *used[name], code, Level.WARN, f"{message}; a recorded call uses it", operation=name)
        else:
            yield context.finding(NAME, code, Level.INFO, message, operation=name, **places[name])


def _date(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _headers(context: Context, exchanges: list[tuple[Path, Exchange]]) -> Iterator[Finding]:
    simulator = context.simulator()
    for file, exchange in exchanges:
        for told in heard(exchange, context):
            operation = located(simulator, exchange)
            name = operation.id if operation else f"{exchange.method} {exchange.path}"
            yield _at(context, file, exchange, told.code, told.level, told.message, operation=name)


def _at(
    context: Context, file: Path, exchange: Exchange, code: str, level: Level, message: str, **more: str
) -> Finding:
    line = line_of(file, exchange)
    return context.finding(NAME, code, level, message, file=context.shown(file), line=line, **more)


def _profile(context: Context) -> dict[str, Any]:
    folder = context.contract.folder
    return {"file": context.shown(folder / "profile.yaml"), "line": 1} if folder is not None else {}
