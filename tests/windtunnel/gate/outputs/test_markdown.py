"""Markdown."""

from __future__ import annotations

from windtunnel.gate.findings import Level, Proof
from windtunnel.gate.outputs.markdown import ROWS_MAX, render_markdown

from ..desk import finding, report


def test_the_summary_has_a_row_per_check_and_per_finding_failing_ones_first() -> None:
    """With where and what."""
    text = render_markdown(report(finding(level=Level.WARN), finding(place="x", file="desk.har", line=2)))
    assert "| desk | recorded | 3 operations | yes | yes | 2 |" in text
    rows = [line for line in text.splitlines() if "`recorded-schema`" in line]
    assert rows[0] == "| **ERR** | `recorded-schema` | desk ShowTicket x desk.har:2 | is wrong |"
    assert rows[1].startswith("| WARN |")


def test_cells_hold_no_markup_of_a_document() -> None:
    """A pipe or a tag in a message breaks nothing."""
    text = render_markdown(report(finding(message="a | b\n<script>")))
    assert "a \\| b &lt;script&gt;" in text


def test_proofs_that_failed_and_doubts_are_seen() -> None:
    """They are why the gate says nothing."""
    text = render_markdown(report(planted=Proof.FAILED))
    assert "| yes | **no** |" in text
    assert "- desk: recorded: a planted change was not found: the check is blind" in text


def test_a_long_list_is_cut_and_says_so() -> None:
    """A summary has a largest size."""
    text = render_markdown(report(*(finding(place=str(number)) for number in range(ROWS_MAX + 5))))
    assert "5 more findings are in the other outputs." in text
