"""Documents that are changed in place."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.contract import yaml12
from windtunnel.kernel.errors import FileError
from windtunnel.record.joining.yaml_text import dump, rewritten

FILE = Path("openapi.yaml")
TEXT = """\
# written by hand
openapi: 3.1.0   # the version
info: {title: Desk, version: "1"}
paths:
  /tickets:   # all of them
    get:
      parameters:
        - name: page
          in: query
        # - name: size
      responses:
        200:
          description: |
            the tickets

            and more
  # behind the tickets
  /views: {}
components:
# the end
"""


def changed(change: Any) -> str:
    """Return the text after a change of its data."""
    data = yaml12.parse(TEXT, FILE)
    change(data)
    text = rewritten(TEXT, data, FILE)
    assert yaml12.parse(text, FILE) == data
    return text


def comments(text: str) -> list[str]:
    """Return the comments of a text, in their order."""
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["paths"].update({"/new": {"get": {"responses": {"200": {"description": "x: y"}}}}}),
        lambda data: data["paths"]["/tickets"].update({"post": {"a": [1, {"b": None}]}}),
        lambda data: data["paths"]["/tickets"]["get"]["parameters"].append({"name": "size", "in": "query"}),
        lambda data: data["paths"]["/tickets"]["get"]["parameters"][0].update({"x-seen": {"count": 1}}),
        lambda data: data["paths"]["/tickets"]["get"]["parameters"][0].pop("name"),
        lambda data: data["paths"]["/tickets"]["get"]["responses"].update({"404": {"description": "none"}}),
        lambda data: data["paths"]["/tickets"]["get"]["responses"][200].update({"x-seen": {"count": 1}}),
        lambda data: data["paths"]["/views"].update({"get": {"a": "1"}}),
        lambda data: data["info"].update({"summary": "é", "version": "2"}),
        lambda data: data.update({"components": {"schemas": {"A": {"type": "object"}}}}),
        lambda data: data["paths"]["/tickets"].pop("get"),
        lambda data: data["info"].pop("title"),
        lambda data: data.update({"openapi": "3.1.1", "tags": [{"name": "a"}]}),
    ],
)
def test_only_what_changed_is_changed(change: Any) -> None:
    """Comments stay, and so does every line that means the same as before."""
    text = changed(change)
    lost = [each for each in comments(TEXT) if each not in comments(text)]
    assert lost in ([], [" - name: size"])  # inside of what was removed
    kept = [line for line in TEXT.splitlines() if line in text.splitlines()]
    assert len(kept) >= 8


def test_no_change_changes_nothing() -> None:
    """Byte for byte."""
    assert changed(lambda data: None) == TEXT


def test_what_an_alias_shares_is_refused() -> None:
    """A change of one place would be a change of the other."""
    text = "a: &shared\n  x: 1\nb: *shared\n"
    with pytest.raises(FileError, match="anchors and aliases"):
        rewritten(text, {"a": {"x": 1}, "b": {"x": 1, "y": 2}}, FILE)


def test_what_is_dumped_is_read_as_it_was() -> None:
    """Texts that look like something else are quoted."""
    data: dict[str, Any] = {
        "a": ["yes", "1.0", "2026-11-21", "null", "", "x: y", "# no", "é\n\nb "],
        "200": None,
        "b": {},
    }
    assert yaml12.parse(dump(data), FILE) == data


LEAVES = st.none() | st.booleans() | st.integers(-5, 500) | st.text("ab: #-'\n1", max_size=6)
TREES = st.dictionaries(
    st.text("abc1 ", min_size=1, max_size=3),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner),
        max_leaves=6,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=50, deadline=None)
@given(TREES, TREES)
def test_any_document_can_become_any_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    """With parts of both."""
    text = dump(before)
    for wanted in (after, {**copy.deepcopy(before), **after}):
        assert yaml12.parse(rewritten(text, wanted, FILE), FILE) == wanted
