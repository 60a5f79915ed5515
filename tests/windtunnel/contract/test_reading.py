"""Reading a description that nobody vouches for."""

from __future__ import annotations

import pytest

from windtunnel.contract import reading
from windtunnel.contract.reading import parse
from windtunnel.kernel.errors import FileError


def yaml(text: str) -> object:
    """The data of a YAML document."""
    return parse(text.encode(), "api.yaml")


def test_json_and_yaml_are_the_same_data() -> None:
    """Keys are text in both."""
    assert parse(b'{"200": {"a": [1, 2.5, true, null, "x"]}}', "api.json") == {"200": {"a": [1, 2.5, True, None, "x"]}}
    assert yaml("200: {a: [1, 2.5, true, null, x]}") == {"200": {"a": [1, 2.5, True, None, "x"]}}


def test_json_may_hide_in_a_yaml_file() -> None:
    """And YAML in a file without an ending."""
    assert parse(b'{"a": 1}', "api.yaml") == parse(b"a: 1", "api") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"), ("2026-01-31", "2026-01-31"), ("no", "no"), ("010", 10), ("0x10", 16), ("1e3", 1000.0),
        ("'1'", "1"), ("!!str 1", "1"), ("!!int '1'", 1), ("~", None), ("", None), ("0x" + "f" * 20, 2.0**80),
        ("123456789012345678901234567890", 1.2345678901234568e29), ("|\n  text\n", "text\n"),
    ],
)  # fmt: skip
def test_scalars_mean_what_yaml_12_says(text: str, value: object) -> None:
    """Dates and clock times stay text."""
    assert yaml(f"a: {text}") == {"a": value}


def test_aliases_stand_for_what_they_name() -> None:
    """And merge keys add what is missing."""
    assert yaml("a: &a {x: 1, y: 2}\nb: *a\nc: {<<: *a, x: 3}\nd: {<<: [*a, {z: 4}]}\ne: &k key\n*k : 5") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 1, "y": 2},
        "c": {"x": 3, "y": 2},
        "d": {"x": 1, "y": 2, "z": 4},
        "e": "key",
        "key": 5,
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "appears twice"),
        ("? [a]\n: 1", "single value"),
        ("&a [1]: 1", "single value"),
        ("a: !!python/object/apply:os.system [x]", None),
        ("a: !!binary eA==", "no meaning"),
        ("a: *none", "stands for nothing"),
        ("a: &a [*a]", "stands for nothing"),
        ("a: {<<: 3}", "merge key"),
        ("a: 1\n---\nb: 2", "more than one"),
        ("a: [1", "not valid YAML"),
        ("a: " + "[" * 300, "nested deeper"),
        ("a: .inf", "no number that JSON can hold"),
        ("a: [1, .nan]", "no number that JSON can hold"),
        ("a: " + "9" * 400, "no number that JSON can hold"),
        ("a: 0x" + "f" * 400, "no number that JSON can hold"),
    ],
)
def test_what_yaml_should_not_do_is_refused_with_its_place(text: str, problem: str | None) -> None:
    """A tag on a collection is ignored, since no object is ever built."""
    if problem is None:
        assert yaml(text) == {"a": ["x"]}
        return
    with pytest.raises(FileError, match=problem) as caught:
        yaml(text)
    assert str(caught.value).startswith("api.yaml: line ")


def test_aliases_count_as_often_as_they_are_used() -> None:
    """Eleven lines of ten aliases would be a hundred thousand million values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(FileError, match="aliases expanded"):
        yaml("\n".join(lines))


def test_merged_keys_cannot_explode_either() -> None:
    """They are counted like aliases."""
    lines = ["b: &b {k: v}"] + [
        f"b{n}: &b{n} {{<<: *{'b' if n == 0 else f'b{n - 1}'}, y{n}: *{'b' if n == 0 else f'b{n - 1}'}}}"
        for n in range(40)
    ]
    with pytest.raises(FileError, match="aliases expanded"):
        yaml("\n".join(lines))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"a": ', "not valid JSON"),
        (b"\xff\xfe{}", "UTF-16"),
        (b'{"a": "\xfc"}', "not UTF-8 text .byte 7"),
        (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", "depth"),
        (b'{"a":' + b"[" * 500 + b"]" * 500 + b"}", "nested deeper"),
        (b'{"a": [{"b": 1, "c": 2, "b": 3}]}', "the key 'b' appears twice"),
        (b"\x00\x00", "control character U.0000"),
    ],
)
def test_what_is_not_json_is_refused(data: bytes, problem: str) -> None:
    """With the reason."""
    with pytest.raises(FileError, match=problem):
        parse(data, "api.json")


@pytest.mark.parametrize(
    ("limit", "data"),
    [
        ("JSON_BYTES_MAX", b'{"a": "0123456789"}'),
        ("CONTAINERS_MAX", b'{"a": [[],[],[],[],[],[],[],[],[],[],[]]}'),
        ("VALUES_MAX", b'{"a": [1,2,3,4,5,6,7,8,9,10,11,12]}'),
        ("YAML_BYTES_MAX", b"a: 0123456789"),
        ("YAML_VALUES_MAX", b"[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"),
    ],
)
def test_everything_that_can_explode_has_a_limit(limit: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten will do here."""
    monkeypatch.setattr(reading, limit, 10)
    with pytest.raises(FileError, match="10"):
        parse(data, "api")


def test_a_byte_order_mark_is_no_content() -> None:
    """Neither in JSON nor in YAML."""
    assert parse(b'\xef\xbb\xbf{"a": 1}', "api.json") == parse(b"\xef\xbb\xbfa: 1", "api.yaml") == {"a": 1}
