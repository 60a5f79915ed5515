"""Functions and files stay small."""

from __future__ import annotations

from .sources import CODE, ROOT, functions, python_files

FUNCTION_LINES_MAX = 70
FUNCTION_LINES_USUAL = 30
USUAL_SHARE = 0.97
FILE_LINES_MAX = 500


def test_no_function_is_longer_than_70_lines() -> None:
    """The hard limit holds without exception."""
    long = [
        (name, lines) for path in python_files(*CODE) for name, lines in functions(path) if lines > FUNCTION_LINES_MAX
    ]
    assert not long


def test_nearly_all_functions_are_shorter_than_30_lines() -> None:
    """What is usual stays usual."""
    lengths = [lines for path in python_files(*CODE) for _, lines in functions(path)]
    assert sum(lines <= FUNCTION_LINES_USUAL for lines in lengths) / len(lengths) >= USUAL_SHARE


def test_no_file_is_longer_than_500_lines() -> None:
    """A file that grows beyond this is two files."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(*CODE, "tests", "bench")
    }
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX} == {}
