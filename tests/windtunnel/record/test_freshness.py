"""How old recordings are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from windtunnel.record.freshness import freshness, recordings_in
from windtunnel.record.har import Provenance, write_har

from .traffic import ORIGIN, exchange, har


def test_a_recording_is_stale_after_its_last_day(tmp_path: Path) -> None:
    """On that day it is still fresh; files of other tools do not say."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    provenance = Provenance("desk", ORIGIN, "2026-11-21T12:00:00Z", date(2027, 2, 19))
    (folder / "b.har").write_text(write_har([exchange()], provenance))
    (folder / "a.har").write_text(har(exchange()))
    assert [each.file.name for each in recordings_in(tmp_path) if each.file] == ["a.har", "b.har"]
    (told,) = freshness(tmp_path, date(2027, 2, 19))
    assert (told.file.name, told.stale, told.upstream) == ("b.har", False, ORIGIN)
    assert freshness(tmp_path, date(2027, 2, 20))[0].stale


def test_a_contract_without_recordings_has_none(tmp_path: Path) -> None:
    """The folder need not exist."""
    assert freshness(tmp_path, date(2027, 1, 1)) == []
