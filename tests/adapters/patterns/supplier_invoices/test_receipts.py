"""Scans as rows of a workload."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.patterns.supplier_invoices.receipts import main, rows_of_scan, workload_row

SCAN = {
    "id": "007",
    "lines": [
        {"top": 100, "left": 200, "text": "RM 9.00"},
        {"top": 10, "left": 5, "text": "KEDAI"},
        {"top": 96, "left": 5, "text": "TOTAL"},
        {"top": 40, "left": 5, "text": "25/12/2018"},
    ],
    "key": {"company": "Kedai Buku", "date": "25/12/2018", "address": "", "total": "RM9.00"},
}


def test_pieces_of_text_become_rows() -> None:
    """What stands side by side is one row, from left to right."""
    assert rows_of_scan(SCAN["lines"]) == ["KEDAI", "25/12/2018", "TOTAL RM 9.00"]  # type: ignore[arg-type]  # a list


def test_a_receipt_becomes_a_row() -> None:
    """With an order of its own, and what a person read as the truth."""
    row = workload_row(SCAN)
    assert (row["sender"], row["order"], row["total"], row["date"]) == ("kedai-buku", "PO-1007", 9.0, "2018-12-25")
    assert row["expected"] == "posted"
    assert json.loads(row["ai"])["total"] == "9.00"


def test_what_nobody_could_read_is_for_a_person() -> None:
    """Without a total there is nothing to expect in the ERP."""
    row = workload_row({**SCAN, "key": {"company": "", "date": "25/12/2018", "total": ""}})
    assert (row["expected"], row["supplier"]) == ("review", "Supplier 007")


def test_a_file_is_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row of JSON for each receipt, to standard output."""
    file = tmp_path / "scans.jsonl"
    file.write_text(json.dumps(SCAN) + "\n\n" + json.dumps(SCAN) + "\n")
    assert main([str(file)]) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["007", "007"]


@pytest.mark.parametrize("text", ["{", '{"id": "1"}', "[]"])
def test_a_bad_line_is_named(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the file and its place, and exit code 2."""
    file = tmp_path / "scans.jsonl"
    file.write_text(json.dumps(SCAN) + "\n" + text + "\n")
    assert main([str(file)]) == 2
    assert f"{file}: line 2" in capsys.readouterr().err


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With exit code 2."""
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
