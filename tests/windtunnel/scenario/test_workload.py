"""Workloads: inputs and arrival times."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from windtunnel.kernel.errors import FileError
from windtunnel.scenario.model import Arrivals
from windtunnel.scenario.workload import arrival_times, fill, read_rows


def write(folder: Path, data: bytes, name: str = "input.csv") -> Path:
    """Write an input file."""
    file = folder / name
    file.write_bytes(data)
    return file


def test_columns_are_mapped_to_fields(tmp_path: Path) -> None:
    """The column keeps its own name too."""
    rows = read_rows(write(tmp_path, b"question,label\nwhy?,a\n"), {"text": "question"})
    assert rows.rows == ({"question": "why?", "label": "a", "text": "why?"},)


def test_json_lines_are_read(tmp_path: Path) -> None:
    """One object a line, blank lines allowed."""
    rows = read_rows(write(tmp_path, b'{"text": "a"}\n\n{"text": "b"}\n', "input.jsonl"), {})
    assert [row["text"] for row in rows.rows] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.csv", "the input is empty"),
        (b"text\n", "a.csv", "the input has no rows"),
        (b"txt\nhello\n", "a.csv", "no column 'text' .*did you mean 'txt'"),
        (b"text\n\xff\xfe\n", "a.csv", "not UTF-8 text"),
        (b"text\na,b\n", "a.csv", "line 2: more cells"),
        (b'{"text": }\n', "a.jsonl", "line 1: not valid JSON"),
        (b"[1]\n", "a.jsonl", "line 1: a row is a JSON object"),
    ],
)
def test_bad_input_is_refused_with_file_and_place(tmp_path: Path, data: bytes, name: str, message: str) -> None:
    """One clear message each."""
    with pytest.raises(FileError, match=message):
        read_rows(write(tmp_path, data, name), {"text": "text"})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """The path is in the message."""
    with pytest.raises(FileError, match=r"nowhere.csv: cannot be read: No such file"):
        read_rows(tmp_path / "nowhere.csv", {})


def test_a_short_input_is_gone_through_again(tmp_path: Path) -> None:
    """More events than rows."""
    rows = read_rows(write(tmp_path, b"text\na\nb\n"), {})
    assert [row["text"] for row in rows.take(5)] == ["a", "b", "a", "b", "a"]


def test_templates_give_every_row_its_own_values() -> None:
    """``{row}`` counts, ``{pick}`` goes round."""
    assert [fill("{row}-{pick a|b}", number) for number in range(3)] == ["0-a", "1-b", "2-a"]


def test_poisson_arrivals_have_the_rate_that_was_asked_for() -> None:
    """Within the noise of 20,000 arrivals."""
    times = arrival_times(Arrivals(poisson=5), 2.0, 20_000, Random(1))
    assert times == sorted(times)
    assert 20_000 / times[-1] == pytest.approx(10, rel=0.03)


def test_even_arrivals_are_even() -> None:
    """Fixed spacing, divided by the load."""
    assert arrival_times(Arrivals(every="500ms"), 5.0, 3, Random(1)) == [0.0, 0.1, 0.2]


def test_arrivals_can_be_spread_over_a_time_however_many_there_are() -> None:
    """Within the noise."""
    for count in (1_000, 10_000):
        assert arrival_times(Arrivals(over="6h"), 1.0, count, Random(1))[-1] == pytest.approx(6 * 3600, rel=0.1)


def test_more_than_fit_into_the_time_at_the_bounded_rate_take_longer() -> None:
    """And fewer have all of it."""
    for count, seconds in ((1_000, 6 * 3600), (100_000, 50_000)):
        last = arrival_times(Arrivals(over="6h", at_most="2/s"), 1.0, count, Random(1))[-1]
        assert last == pytest.approx(seconds, rel=0.1)


def test_only_a_spread_over_a_time_takes_a_bound() -> None:
    """The others say their rate."""
    with pytest.raises(ValueError, match="at_most bounds the rate of over"):
        Arrivals(poisson=1, at_most=1)


@pytest.mark.parametrize("arrivals", [{}, {"poisson": 1, "every": 1}])
def test_arrivals_are_one_process(arrivals: dict[str, float]) -> None:
    """Neither none nor two."""
    with pytest.raises(ValueError, match="one of poisson, every and over"):
        Arrivals(**arrivals)
