"""Receipts."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.kernel.errors import FileError
from windtunnel.scenario.judge import judge
from windtunnel.scenario.receipt import NAME, read_receipt, receipt_of, replay_command

from .rehearsing import run


def test_a_receipt_can_be_read_back(tmp_path: Path) -> None:
    """Everything that decided the run is in it."""
    made = run("calm", count=5)
    receipt = receipt_of(made, judge(made), {"text": "text"}, "virtual")
    (tmp_path / NAME).write_text(receipt.model_dump_json())
    assert read_receipt(tmp_path / NAME) == receipt
    assert (receipt.seed, receipt.count, receipt.condition) == (1, 5, "calm")
    assert receipt.digest == made.journal.digest()


@pytest.mark.parametrize("text", ["", "{}", '{"seed": "x"}', "not json"])
def test_what_is_no_receipt_is_refused(tmp_path: Path, text: str) -> None:
    """With the file's name."""
    (tmp_path / NAME).write_text(text)
    with pytest.raises(FileError, match=r"receipt.json.*not a receipt"):
        read_receipt(tmp_path / NAME)


def test_the_replay_command_survives_a_shell() -> None:
    """A blank in the path is quoted."""
    assert replay_command(Path("my out/a")) == "windtunnel replay 'my out/a/receipt.json'"
