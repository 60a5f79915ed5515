"""Texts in one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from adapters.systems.plain_text import Name, PlainText, Prose, is_markup, is_percent_encoded, plain


@pytest.mark.parametrize("text", ["  Café ", "Cafe\u0301", "Café\t"])
def test_forms_that_nobody_means_become_one(text: str) -> None:
    """Outer spaces and composed letters."""
    assert TypeAdapter(PlainText).validate_python(text) == "Café"


def test_lines_end_with_a_line_feed() -> None:
    """Whoever wrote them."""
    assert plain("a\r\nb\rc\nd") == "a\nb\nc\nd"


@given(st.text())
def test_one_form_is_final(text: str) -> None:
    """Bringing it into form twice changes nothing."""
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["Hello%2C%20you", "<p>Hello</p>", "<P class='x'>a\nb</P>", " <div>x</div> "])
def test_prose_in_another_format_is_refused(text: str) -> None:
    """As a whole."""
    with pytest.raises(ValidationError, match="percent-encoded|HTML"):
        TypeAdapter(Prose).validate_python(text)


@pytest.mark.parametrize(
    "text",
    [
        "see https://shop.example/a%20b",
        "https://shop.example/a%2Cb%20c",
        "<p> is a tag, &amp; is an entity",
        "100% of 20%",
        "if a<b and c>d",
        "",
    ],
)
def test_prose_about_formats_is_prose(text: str) -> None:
    """People paste what they see."""
    assert TypeAdapter(Prose).validate_python(text) == text


@pytest.mark.parametrize("name", ["A &amp; B", "A%20%26%20B", "<p>A</p>", "A*** B***", "caf&#233;"])
def test_a_name_that_was_tampered_with_is_refused(name: str) -> None:
    """Escaped, marked up, masked."""
    with pytest.raises(ValidationError, match="escaped|markup|masked"):
        TypeAdapter(Name).validate_python(name)


@pytest.mark.parametrize("name", ["Café & Söhne", "100%ABSOLUT", "Yahoo!", "E*Trade", "O'Neil-Smith", "<unknown>"])
def test_names_as_people_and_companies_have_them_pass(name: str) -> None:
    """Ampersands, signs and a single star are part of some."""
    assert TypeAdapter(Name).validate_python(name) == name


def test_what_is_asked_of_texts_is_asked_of_all_of_them() -> None:
    """A part in another format is a quotation."""
    assert is_percent_encoded("a%20b")
    assert not is_percent_encoded("a%20b c")
    assert is_markup("<p>a</p><p>b</p>")
    assert not is_markup("<p>a</p> b")
