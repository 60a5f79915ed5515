"""API lifecycle."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.profile import ApiVersion
from windtunnel.gate.checks import lifecycle
from windtunnel.gate.checks.exchanges import Exchange
from windtunnel.gate.findings import Level
from windtunnel.record import har as recordings
from windtunnel.record.har import Provenance

from ..desk import call, changed, codes, context, write_har, write_project

RIGHT = {"id": "7", "status": "open"}
TABLE = {"recordings": ["desk.har"]}


def found(root: Path, *entries: dict[str, Any], **table: Any) -> list[tuple[str, Level]]:
    """Return codes and levels of what the check finds."""
    if entries:
        write_har(root, *entries)
    result = lifecycle.check(context(root, {**(TABLE if entries else {}), **table}))
    assert result.doubts == ()
    return [(each.code, each.level) for each in result.findings]


def test_a_system_without_announcements_is_clean(tmp_path: Path) -> None:
    """The check runs for every system, since profiles have dates."""
    assert found(write_project(tmp_path)) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Sat, 01 Nov 2025 00:00:00 GMT", Level.ERR),
        ("Thu, 10 Dec 2026 00:00:00 GMT", Level.ERR),
        ("Mon, 01 Mar 2027 00:00:00 GMT", Level.WARN),
        ("Wed, 01 Mar 2028 00:00:00 GMT", Level.INFO),
        ("soon", Level.WARN),
    ],
)
def test_sunset_headers_are_judged_by_how_near_the_day_is(tmp_path: Path, text: str, level: Level) -> None:
    """An error within thirty days, a warning within half a year, unless the configuration says otherwise."""
    assert found(write_project(tmp_path), call(body=RIGHT, sunset=text)) == [("lifecycle-sunset-header", level)]


@pytest.mark.parametrize("text", ["@1772323200", "true", "Sun, 01 Mar 2026 00:00:00 GMT"])
def test_deprecation_headers_are_warnings(tmp_path: Path, text: str) -> None:
    """In the form of RFC 9745 and in those of its drafts."""
    expected = [("lifecycle-deprecation-header", Level.WARN)]
    assert found(write_project(tmp_path), call(body=RIGHT, deprecation=text)) == expected


def test_headers_are_told_per_operation(tmp_path: Path) -> None:
    """At the line of the recording."""
    root = write_project(tmp_path)
    write_har(root, call(body=RIGHT, deprecation="true"), call("/api/v1/tickets", [], deprecation="true"))
    result = lifecycle.check(context(root, TABLE))
    assert {each.operation for each in result.findings} == {"ShowTicket", "ListTickets"}
    assert {each.file for each in result.findings} == {"desk.har"}


def test_announced_ends_are_told_and_count_when_a_call_uses_them(tmp_path: Path) -> None:
    """What ended and is not used is history."""
    ends = [
        {"what": "old-model, older-model", "on": "2026-12-01", "source": "changelog"},
        {"what": "legacy_upload", "on": "2025-01-01", "source": "changelog"},
        {"what": "an endpoint in words", "on": "2030-01-01", "source": "changelog"},
    ]
    root = write_project(tmp_path, changed(), sunsets=ends)
    announced = "lifecycle-sunset-announced"
    assert found(root) == [(announced, Level.WARN), (announced, Level.INFO), (announced, Level.INFO)]
    used = call("/api/v1/tickets", RIGHT, 201, method="POST", asked={"model": "older-model"})
    assert found(root, used)[0] == ("lifecycle-sunset-used", Level.ERR)
    assert found(root, call("/api/v1/legacy_upload"))[1] == ("lifecycle-sunset-used", Level.ERR)


def test_the_contract_s_own_ends_are_told(tmp_path: Path) -> None:
    """From ``x-sunset``."""
    document = changed()
    document["paths"]["/tickets"]["get"]["x-sunset"] = "2026-12-01"
    assert found(write_project(tmp_path, document)) == [("lifecycle-operation-sunset", Level.ERR)]


def test_an_end_is_told_at_the_line_of_its_operation(tmp_path: Path) -> None:
    """Not at the first line of the file."""
    document = changed()
    document["paths"]["/tickets/{id}"]["get"] |= {"x-sunset": "2026-12-01", "deprecated": True}
    root = write_project(tmp_path, document)
    lines = (root / "contracts" / "desk" / "openapi.yaml").read_text().splitlines()
    findings = lifecycle.check(context(root, {})).findings
    assert len(findings) == 2
    assert {lines[(each.line or 0) - 1].strip() for each in findings} == {"get:"}
    assert {each.operation for each in findings} == {"ShowTicket"}


def test_deprecated_operations_are_warnings_where_a_call_uses_them(tmp_path: Path) -> None:
    """And information where none does."""
    document = changed()
    document["paths"]["/tickets"]["get"]["deprecated"] = True
    root = write_project(tmp_path, document)
    assert found(root) == [("lifecycle-operation-deprecated", Level.INFO)]
    assert found(root, call(body=RIGHT)) == [("lifecycle-operation-deprecated", Level.INFO)]
    assert found(root, call("/api/v1/tickets", [])) == [("lifecycle-operation-deprecated", Level.WARN)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("sunset", "Sat, 01 Nov 2025 00:00:00 GMT", ("lifecycle-sunset-header", Level.ERR)),
        ("deprecation", "@1772323200", ("lifecycle-deprecation-header", Level.WARN)),
    ],
)
def test_journals_tell_announcements(tmp_path: Path, name: str, text: str, expected: tuple[str, Level]) -> None:
    """A journal keeps these headers of an answer and no others, so that a run in staging is watched, too."""
    root = write_project(tmp_path)
    asked = {"kind": "attempt", "attempt": 1, "data": {"system": "desk", "method": "GET", "path": "/api/v1/tickets"}}
    answer = {"kind": "answer", "attempt": 1, "data": {"status": 200, name: text}}
    (root / "j.jsonl").write_text(f"{json.dumps(asked)}\n{json.dumps(answer)}\n")
    result = lifecycle.check(context(root, {"recordings": ["j.jsonl"]}))
    assert [(each.code, each.level, each.line) for each in result.findings] == [(*expected, 2)]
    assert result.notes == ()


@pytest.mark.parametrize(
    ("where", "path", "asked"),
    [
        ("path", "/services/data/v60.0/query", "v60.0"),
        ("path", "/api/tickets/2", None),
        ("none", "/services/data/v60.0/query", None),
    ],
)
def test_a_version_in_the_path_is_read(where: Any, path: str, asked: str | None) -> None:
    """Where the profile says that callers name it there; numbers alone are no version."""
    exchange = Exchange("GET", "", path, "", (), None, 200, None, None)
    assert lifecycle.asked_version(exchange, ApiVersion(pinned="v68.0", where=where)) == asked


def test_versions_are_compared(tmp_path: Path) -> None:
    """What the integration was built for, what the contract describes, what the vendor supports, what was asked for."""
    root = write_project(tmp_path)
    codes_of = [code for code, _ in found(root, call(body=RIGHT, sent={"X-Desk-Version": "2"}), version="2")]
    assert codes_of == ["lifecycle-version-unsupported", "lifecycle-version-differs"]
    recorded = found(root, call(body=RIGHT, sent={"X-Desk-Version": "2"}))
    assert recorded == [("lifecycle-version-recorded", Level.WARN)]


def test_days_are_configurable(tmp_path: Path) -> None:
    """A team that moves slowly wants to know earlier."""
    root = write_project(tmp_path)
    write_har(root, call(body=RIGHT, sunset="Mon, 01 Mar 2027 00:00:00 GMT"))
    result = lifecycle.check(context(root, TABLE, lifecycle={"fail_days": 200}))
    assert codes(result) == ["lifecycle-sunset-header"]
    assert result.findings[0].level is Level.ERR


def test_answers_without_headers_are_told_not_counted(tmp_path: Path) -> None:
    """A journal keeps none."""
    root = write_project(tmp_path)
    lines = '{"kind": "attempt", "attempt": 1, "data": {"system": "desk", "method": "GET", "path": "/a"}}\n'
    lines += '{"kind": "answer", "attempt": 1, "data": {"status": 200}}\n'
    (root / "j.jsonl").write_text(lines)
    result = lifecycle.check(context(root, {"recordings": ["j.jsonl"]}))
    assert result.notes == ("1 recorded answers came without headers",)


@pytest.mark.parametrize(
    ("text", "day"),
    [("@0", date(1970, 1, 1)), ("Sun, 06 Nov 1994 08:49:37 GMT", date(1994, 11, 6)), ("@x", None), ("x", None)],
)
def test_dates_of_headers_are_read(text: str, day: date | None) -> None:
    """HTTP dates and seconds since the Unix epoch."""
    assert lifecycle.header_date(text) == day


@pytest.mark.parametrize(
    ("expires", "expected"),
    [(date(2020, 1, 1), [("lifecycle-recording-expired", Level.WARN)]), (date(2099, 1, 1), [])],
)
def test_a_recording_past_its_day_is_told(tmp_path: Path, expires: date, expected: list[tuple[str, Level]]) -> None:
    """What it proved may no longer hold."""
    root = write_project(tmp_path)
    provenance = Provenance("desk", "https://desk.example", "2019-10-01T09:00:00.000Z", expires)
    (root / "desk.har").write_text(recordings.write_har([], provenance))
    assert found(root, recordings=["desk.har"]) == expected
