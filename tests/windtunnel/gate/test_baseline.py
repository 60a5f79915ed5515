"""The baseline file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from windtunnel.gate.baseline import accepted, read_baseline, unused, updated, write_baseline
from windtunnel.kernel.errors import FileError

from .desk import TODAY, finding

LATER = TODAY + timedelta(days=30)


def written(folder: Path, **more: str) -> Path:
    """Write a file with one entry, which accepts ``finding()``."""
    told = {
        "fingerprint": f'"{finding().fingerprint}"',
        "code": '"recorded-schema"',
        "system": '"desk"',
        "owner": '"ana"',
        "reason": '"known"',
        "first_seen": "2026-11-02",
        "expires": "2026-12-24",
        **more,
    }
    file = folder / "gate-baseline.toml"
    file.write_text("[[accepted]]\n" + "".join(f"{name} = {value}\n" for name, value in told.items()))
    return file


def test_an_entry_hides_its_finding_until_it_expires(tmp_path: Path) -> None:
    """Its last day included; nothing else is hidden."""
    entries = read_baseline(written(tmp_path))
    (hidden, other) = accepted([finding(), finding(place="x")], entries, date(2026, 12, 24))
    assert hidden.hidden
    assert not other.hidden
    (late,) = accepted([finding()], entries, date(2026, 12, 25))
    assert not late.hidden
    assert late.acceptance is not None
    assert late.acceptance.expired


def test_an_entry_that_accepts_nothing_is_told(tmp_path: Path) -> None:
    """It would hide the finding when it comes back."""
    entries = read_baseline(written(tmp_path))
    assert unused([finding()], entries) == []
    assert [entry.owner for entry in unused([finding(place="x")], entries)] == ["ana"]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """Quotes, umlauts and control characters in a reason survive."""
    reason = 'says "Schluß"\nand \x7f \\ more'
    file = tmp_path / "b.toml"
    write_baseline(file, updated([finding()], {}, (), owner="ana", reason=reason, today=TODAY, expires=LATER))
    (entry,) = read_baseline(file).values()
    assert (entry.reason, entry.first_seen, entry.expires) == (reason, TODAY, LATER)
    assert entry.operation == "ShowTicket"


def test_an_update_keeps_the_first_day_and_what_is_still_in_force(tmp_path: Path) -> None:
    """Somebody else's decision is not overwritten, and an old finding does not become young."""
    entries = read_baseline(written(tmp_path))
    fingerprint = finding().fingerprint
    told: dict[str, Any] = {"owner": "bo", "reason": "later", "today": TODAY, "expires": LATER}
    (again,) = updated([finding()], entries, (), **told)
    assert (again.owner, again.first_seen, again.expires) == ("bo", date(2026, 11, 2), LATER)
    (kept, new) = sorted(updated([finding(place="x")], entries, (fingerprint,), **told), key=lambda entry: entry.owner)
    assert (kept.owner, new.owner) == ("ana", "bo")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"owner": '""'}, "accepted.0.owner"),
        ({"reason": '"  "'}, "accepted.0.reason"),
        ({"expires": '"soon"'}, "accepted.0.expires"),
        ({"expries": '"x"'}, "did you mean 'expires'"),
        ({"fingerprint": '"zz"'}, "accepted.0.fingerprint"),
        ({"reason": "unquoted"}, "not valid TOML"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, more: dict[str, str], complaint: str) -> None:
    """Nothing is accepted by mistake."""
    with pytest.raises(FileError, match=complaint):
        read_baseline(written(tmp_path, **more))


def test_two_entries_with_one_fingerprint_are_refused(tmp_path: Path) -> None:
    """Nobody could say which of them counts."""
    file = written(tmp_path)
    file.write_text(file.read_text() * 2)
    with pytest.raises(FileError, match="two entries have the fingerprint"):
        read_baseline(file)


def test_no_file_accepts_nothing_and_an_unwritable_one_is_named(tmp_path: Path) -> None:
    """Before the first update there is none."""
    assert read_baseline(tmp_path / "none.toml") == {}
    with pytest.raises(FileError, match="cannot be written"):
        write_baseline(tmp_path / "folder" / "b.toml", [])
