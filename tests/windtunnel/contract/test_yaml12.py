"""Reading YAML 1.2 and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.contract import yaml12
from windtunnel.kernel.errors import FileError

FILE = Path("x.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("2026-01-05", "2026-01-05"),
        ("12:30", "12:30"),
        ("190:20:30.15", "190:20:30.15"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-12", -12),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("-.inf", float("-inf")),
        ("1.5.0", "1.5.0"),
        ("~", None),
        ("null", None),
        ("", None),
        ("'1'", "1"),
        ("=", "="),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(text: str, value: Any) -> None:
    """Only true and false are booleans; times, dates and versions stay text."""
    read = yaml12.parse(f"a: {text}", FILE)["a"]
    assert read == value
    assert type(read) is type(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_json_is_read_back_as_it_was(value: Any) -> None:
    """Whatever JSON can hold, surrogate pairs included."""
    assert yaml12.parse_json(json.dumps(value), FILE) == value


TEXTS = st.text("xyz 0123:_.-", max_size=6).filter(lambda text: not text.startswith("-."))
"""A sign before a leading point makes a number in 1.2 alone, so that a writer of 1.1 leaves it without quotes."""


@given(st.dictionaries(st.text("abc", min_size=1), st.integers() | st.booleans() | TEXTS))
def test_what_a_yaml_1_1_writer_quotes_is_read_back(value: dict[str, Any]) -> None:
    """PyYAML's own writer quotes more than 1.2 needs and, but for that, never less."""
    assert yaml12.parse(yaml.safe_dump(value), FILE) == value


def test_merge_keys_and_anchors_work() -> None:
    """Own keys win over merged ones."""
    assert yaml12.parse("base: &b {a: 1, b: 2}\nmine: {<<: *b, b: 3}", FILE)["mine"] == {"a": 1, "b": 3}
    chained = "a: &a {x: 1, y: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: [*b, {z: 3}], x: 4}"
    assert yaml12.parse(chained, FILE)["c"] == {"x": 4, "y": 2, "z": 3}


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_a_document_may_be_deep(opening: str, closing: str) -> None:
    """What reads it further has bounds of its own."""
    value, depth = yaml12.parse(f"{opening * 5000}1{closing * 5000}", FILE), 0
    while not isinstance(value, int):
        value, depth = value["a" if isinstance(value, dict) else 0], depth + 1
    assert (value, depth) == (1, 5000)


@pytest.mark.parametrize("text", ["a: &x {b: 1}\nc: *x", "a: &x [1, 2]\nc: *x"])
def test_an_alias_is_the_same_thing_again(text: str) -> None:
    """As with the library's own loader."""
    read = yaml12.parse(text, FILE)
    assert read["a"] is read["c"]


def test_a_thing_may_hold_itself() -> None:
    """Reading it ends."""
    mapping = yaml12.parse("a: &x {b: *x}", FILE)["a"]
    assert mapping["b"] is mapping
    sequence = yaml12.parse("a: &x [*x]", FILE)["a"]
    assert sequence[0] is sequence


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!str 5", "5"), ("!!int '7'", 7), ("!!set {b, c}", {"b", "c"}), ("!!omap [b: 1]", [("b", 1)])],
)
def test_a_tag_says_what_a_value_is(text: str, value: Any) -> None:
    """Whatever it looks like."""
    assert yaml12.parse(f"a: {text}", FILE)["a"] == value


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: 1\na: 2", "line 2, column 1", "the key 'a' appears twice"),
        ("200: a\n'200': b", "line 2, column 1", "the key '200' appears twice"),
        ("? [1, 2]\n: 3", "line 1, column 3", "a key must be a single value"),
        ("a: [1", "line 2, column 1", "not valid YAML"),
        ("a: !!str [b]", "line 1, column 4", "expected a scalar node"),
        ("a: !!python/object:os.system x", "line 1, column 4", "not valid YAML"),
        ("a: \x07", "x.yaml", "not valid YAML"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_place(text: str, place: str, problem: str) -> None:
    """File, line and column."""
    with pytest.raises(FileError) as refused:
        yaml12.parse(text, FILE)
    assert place in str(refused.value)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [('{"a": 1, "a": 2}', "the key 'a' appears twice"), ('{"a": }', "line 1, column 7"), ("", "line 1, column 1")],
)
def test_what_is_no_json_is_refused_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    """A file called .json is read as JSON, so tabs may indent it and yes is an error."""
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(FileError, match="x.json") as refused:
        yaml12.read(file)
    assert problem in str(refused.value)


def test_json_may_be_indented_with_tabs(tmp_path: Path) -> None:
    """YAML could not read that."""
    file = tmp_path / "x.json"
    file.write_text('{\n\t"a": "\\ud83d\\ude00"\n}')
    assert yaml12.read(file) == {"a": "\U0001f600"}


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    """Windows editors write one."""
    file = tmp_path / "x.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert yaml12.read(file) == {"a": 1}


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Missing, or not UTF-8."""
    file = tmp_path / "x.yaml"
    with pytest.raises(FileError, match="x.yaml: cannot be read: No such file"):
        yaml12.read(file)
    file.write_bytes(b"a: \xff")
    with pytest.raises(FileError, match=r"x.yaml: not UTF-8 text \(byte 3\)"):
        yaml12.read(file)
