"""Whole exchanges, redacted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from windtunnel.record.har import write_har
from windtunnel.record.redaction import Fields, Kind, Redactor, fields, shapes

from ..canaries import HIDDEN, forms, planted, views
from ..test_har import PROVENANCE
from ..traffic import exchange


def leaked() -> list[str]:
    """Return the canaries that are in a recording of all of them."""
    redactor = Redactor("seed")
    text = redactor.swept(write_har([redactor.exchange(each) for each in planted()], PROVENANCE))
    content = views(text.encode())
    return [hidden for hidden in HIDDEN if any(form in content for form in forms(hidden))]


@pytest.mark.parametrize("missing", ["_email", "_phone"])
def test_a_detector_that_is_missing_is_found_out(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """The canaries are able to sing."""
    rest = tuple(each for each in shapes.DETECTORS if each[1].__name__ != missing)
    assert len(rest) < len(shapes.DETECTORS)
    monkeypatch.setattr(shapes, "DETECTORS", rest)
    assert leaked() != []


@pytest.mark.parametrize("missing", [Kind.TOKEN, Kind.IDENTITY])
def test_a_kind_of_field_that_is_missing_is_found_out(monkeypatch: pytest.MonkeyPatch, missing: Kind) -> None:
    """The same for names of fields."""
    fields._kind.cache_clear()
    monkeypatch.setattr(fields, "PHRASES", tuple(each for each in fields.PHRASES if each[1] is not missing))
    found = leaked()
    fields._kind.cache_clear()
    assert found != []


def test_a_short_key_in_a_header_of_the_vendor_s_own_is_hidden() -> None:
    """Its shape says nothing; its name does."""
    made = Redactor("seed").exchange(exchange("/a", {}, sent=(("X-Acme-Key", "hunter2"),)))
    assert "hunter2" not in str(made.sent)


def test_the_same_value_is_the_same_stand_in_everywhere() -> None:
    """So that what refers to it still does: in path, query, header, body."""
    redactor = Redactor("seed")
    address = "ann@acme.org"
    sent: Any = (("X-User", address),)
    made = redactor.exchange(exchange(f"/users/{address}", {"email": address}, query="login=ann%40acme.org", sent=sent))
    stand_in = made.path.rpartition("/")[2]
    assert made.sent[0][1] == stand_in
    assert stand_in.encode() in made.answered
    assert made.query == f"login={stand_in}"


def test_the_way_in_keeps_its_scheme() -> None:
    """So that the recording still tells bearer tokens from passwords."""
    redactor = Redactor("seed")
    sent = (("Authorization", "Basic dTpw"), ("Cookie", "sid=abc; theme=dark"))
    back = (("Set-Cookie", "sid=abc; Path=/; HttpOnly"),)
    made = redactor.exchange(exchange(sent=sent, headers=back))
    assert made.sent[0][1].startswith("Basic ")
    assert made.sent[0][1] != "Basic dTpw"
    _, value = made.headers[0]
    assert value.endswith("; Path=/; HttpOnly")
    assert value.split(";")[0] == made.sent[1][1].split(";")[0]


def test_paths_stay_paths() -> None:
    """Words and ids are no secrets; what follows ``token`` is."""
    redactor = Redactor("seed")
    assert redactor.exchange(exchange("/v2/tickets/7/comments")).path == "/v2/tickets/7/comments"
    assert redactor.exchange(exchange("/reset/token/abc12345x")).path != "/reset/token/abc12345x"


def test_users_say_which_fields_are_kept_and_which_are_not() -> None:
    """Beyond what names say by themselves."""
    redactor = Redactor("seed", Fields.of(also=["badge"], never=["name"]))
    made = redactor.exchange(exchange(answer={"badge": "B-17", "name": "Open"}))
    assert b"B-17" not in made.answered
    assert b'"name":"Open"' in made.answered.replace(b" ", b"")


def told(name: str, sentence: str) -> str:
    """Return what becomes of a sentence when a later answer tells somebody's name."""
    redactor = Redactor("seed")
    made = [exchange(answer={"note": sentence}), exchange(answer={"first_name": name})]
    text = redactor.swept(write_har([redactor.exchange(each) for each in made], PROVENANCE))
    entries = json.loads(text)["log"]["entries"]
    return str(json.loads(entries[0]["response"]["content"]["text"])["note"])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Ann", "Thanks, Ann"),
        ("Ann", "Ann: please call back"),
        ("Jo", "a line\nJo\nanother"),
        ("Ruiz", "a line\nRuiz\tanother"),
        ("Ann", "It is Ann's card."),
        ("May", "Ask May about it"),
        ("Müller", "Herr Müller asked"),
        ("Zoë", "ask Zoë, please"),
    ],
)
def test_a_name_that_a_field_tells_is_found_in_sentences(name: str, sentence: str) -> None:
    """Short ones, too, and those with letters that JSON may escape; the sentence stays as long as it was."""
    redacted = told(name, sentence)
    assert name not in redacted
    assert len(redacted) == len(sentence)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Jan", "Sun, 04 Jan 2026 09:00:00 GMT"),
        ("Sun", "Sun Jan  4 09:00:00 2026"),
        ("Ann", "Ann-Marie is Annabel"),
        ("Ann", "Ann"),
        ("The Shop", "The card and the PIN"),
    ],
)
def test_a_short_word_that_may_be_no_name_stays(name: str, sentence: str) -> None:
    """A date, part of another word, a value of its own, a word of every sentence."""
    assert told(name, sentence) == sentence
