"""CSV dialects."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.bulk.dialect import DELIMITERS, LINE_ENDINGS, Dialect, Unreadable, cell

from ..test_values import field_of

CELLS = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=10)


@settings(deadline=None)
@given(
    st.sampled_from(sorted(DELIMITERS)),
    st.sampled_from(sorted(LINE_ENDINGS)),
    st.lists(st.tuples(CELLS, CELLS), max_size=5),
)
def test_what_is_written_can_be_read(delimiter: str, ending: str, rows: list[tuple[str, str]]) -> None:
    """In every dialect, quotes and newlines included."""
    header, found = Dialect(delimiter, ending).read(Dialect(delimiter, ending).write(["a", "b"], rows))
    assert (header, found) == (["a", "b"], [list(row) for row in rows])


def test_every_field_is_quoted() -> None:
    """And lines end as the job says."""
    assert Dialect("TAB", "CRLF").write(["a", "b"], [["1", 'x"y']]) == b'"a"\t"b"\r\n"1"\t"x""y"\r\n'


@pytest.mark.parametrize(
    ("ending", "data", "message"),
    [
        ("LF", b"a\r\n1\r\n", "LineEnding is invalid on user data. Current LineEnding setting is LF"),
        ("CRLF", b"a\n1\n", "LineEnding is invalid on user data. Current LineEnding setting is CRLF"),
        ("LF", b"a\n\xff\n", "InvalidBatch : Invalid UTF-8 in user data"),
        ("LF", b'a\n"open', "InvalidBatch : CSV parse error"),
    ],
)
def test_unreadable_uploads_tell_why(ending: str, data: bytes, message: str) -> None:
    """The text becomes the job's error message."""
    with pytest.raises(Unreadable, match=message.partition(":")[0]):
        Dialect("COMMA", ending).read(data)


def test_blank_lines_and_a_byte_order_mark_do_no_harm() -> None:
    """They hold no rows."""
    assert Dialect("COMMA", "LF").read(b"\xef\xbb\xbfa,b\n\n1,2\n") == (["a", "b"], [["1", "2"]])
    assert Dialect("COMMA", "LF").read(b"") == ([], [])


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("Contact.Title", None, ""),
        ("Contact.DoNotCall", True, "true"),
        ("Contact.CreatedDate", "2026-01-05T09:00:00.000+0000", "2026-01-05T09:00:00.000Z"),
        ("Account.AnnualRevenue", 40.0, "40.0"),
        ("Account.NumberOfEmployees", 5, "5"),
    ],
)
def test_values_become_cells(path: str, value: object, text: str) -> None:
    """Datetimes end in Z."""
    assert cell(value, field_of(path)) == text


def test_other_readers_agree() -> None:
    """A plain CSV reader takes the results."""
    text = Dialect("COMMA", "LF").write(["a"], [["x\ny"]]).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a"], ["x\ny"]]
