"""Bodies of every kind."""

from __future__ import annotations

import json

import pytest

from windtunnel.record.redaction.bodies import Values, body
from windtunnel.record.redaction.fields import Fields
from windtunnel.record.redaction.shapes import Shapes
from windtunnel.record.redaction.stand_ins import StandIns

from ..traffic import redacted


def told(content: bytes, content_type: str) -> bytes:
    """Return a body redacted."""
    values = Values(Fields(), Shapes(Fields(), StandIns("seed")))
    return body(values, content, content_type.partition(";")[0], content_type)


def test_json_is_redacted_by_field_at_any_depth() -> None:
    """Objects below a telling name, lists, names with their values, JSON in a text."""
    found = redacted(
        {
            "password": "pw1",
            "name": {"first": "Ann", "last": "Smith"},
            "tokens": ["one", "two"],
            "headers": [{"name": "X-Api-Key", "value": "kkk"}, {"name": "Accept", "value": "text/plain"}],
            "inner": '{"secret": "s1", "page": 2}',
        }
    )
    assert found["password"] != "pw1"
    assert set(found["name"].values()).isdisjoint({"Ann", "Smith"})
    assert set(found["tokens"]).isdisjoint({"one", "two"})
    assert found["headers"][0]["name"] == "X-Api-Key"
    assert found["headers"][0]["value"] != "kkk"
    assert found["headers"][1] == {"name": "Accept", "value": "text/plain"}
    assert json.loads(found["inner"])["page"] == 2
    assert "s1" not in found["inner"]


def test_numbers_stay_numbers() -> None:
    """A card number and a phone number are replaced by numbers; what counts tokens is no token."""
    found = redacted({"phone": 491705550199, "id": 4242424242424242, "total_tokens": 17, "pin": 1234, "ok_token": True})
    assert len(str(found["phone"])) == 12
    assert found["phone"] != 491705550199
    assert found["id"] != 4242424242424242
    assert found["pin"] != 1234
    assert (found["total_tokens"], found["ok_token"]) == (17, True)


def test_what_holds_no_secret_is_not_touched() -> None:
    """Byte for byte, layout and number formats included."""
    content = b'{ "price": 1.50,\n "status": {"name": "open"}, "id": "0015g00000ABCDEAA2" }'
    assert told(content, "application/json") == content


@pytest.mark.parametrize(
    ("content_type", "content", "kept"),
    [
        ("application/x-www-form-urlencoded", b"a=1&password=abc123x&b=%20", b"a=1&password="),
        ("text/xml", b"<a><Password>abc123x</Password><b>1</b></a>", b"<b>1</b></a>"),
        ("text/xml", b'<a password="abc123x" b="1"/>', b'b="1"/>'),
        ("text/csv", b'id,password\n1,"abc123x"\n', b"id,password\n1,"),
        ("text/event-stream", b'data: {"password": "abc123x", "n": 1}\n\n', b'"n":1}\n\n'),
        ("application/x-ndjson", b'{"password": "abc123x"}\n{"n": 1}\n', b'{"n": 1}\n'),
        ("text/plain", b"password=abc123x rest", b" rest"),
        ("", b'{"password": "abc123x", "n": 1}', b'"n":1}'),
        (
            "multipart/form-data; boundary=bb",
            b'--bb\r\nContent-Disposition: form-data; name="password"\r\n\r\nabc123x\r\n--bb--\r\n',
            b'name="password"\r\n\r\n',
        ),
    ],
)
def test_bodies_of_every_kind_lose_their_secret_and_keep_the_rest(
    content_type: str, content: bytes, kept: bytes
) -> None:
    """In the form that they had."""
    found = told(content, content_type)
    assert b"abc123x" not in found
    assert kept in found


def test_who_did_something_is_a_name_or_an_id() -> None:
    """An id goes on referring to somebody."""
    found = redacted({"author": "Ann Smith", "assignee": "005A1", "reporter": {"id": 7, "type": "agent"}})
    assert found["author"] not in ("Ann Smith", "")
    assert (found["assignee"], found["reporter"]) == ("005A1", {"id": 7, "type": "agent"})


def test_what_cannot_be_read_is_not_recorded() -> None:
    """Nobody can redact a picture."""
    assert told(b"\x89PNG\r\n\x00\xff", "image/png") == b"binary body of 8 bytes, not recorded"
    assert told(b"--x", "multipart/mixed") == b"multipart body of 3 bytes, not recorded"
    file = b'--bb\r\nContent-Disposition: form-data; name="f"; filename="Ann Smith.png"\r\n\r\n\xff\x00\r\n--bb--'
    found = told(file, "multipart/form-data; boundary=bb")
    assert b"Ann Smith" not in found
    assert b'.png"' in found
    assert b"binary body of 2 bytes" in found
