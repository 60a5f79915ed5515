"""Values that come back."""

from __future__ import annotations

import json

from windtunnel.record.replaying.echo import echoes, spoken

from .test_difference import STAND_INS, asked


def test_what_was_sent_otherwise_comes_back_otherwise() -> None:
    """In fields of the same name; a stand-in wherever it stands."""
    now = asked("/users/ann@acme.org", {"subject": "mine", "list": ["ours"], "n": 2}, query="by=ann@acme.org")
    then = asked("/users/ger@todo.example", {"subject": "theirs", "list": ["one"], "n": 1}, query="by=ger@todo.example")
    said = echoes(now, then, STAND_INS)
    assert said == {("subject", "theirs"): "mine", ("list", "one"): "ours", ("", "ger@todo.example"): "ann@acme.org"}
    body = {"subject": "theirs", "status": "theirs", "note": "by ger@todo.example", "n": 1}
    assert json.loads(spoken(json.dumps(body).encode(), said)) == {
        "subject": "mine", "status": "theirs", "note": "by ann@acme.org", "n": 1,
    }  # fmt: skip


def test_what_was_sent_alike_changes_nothing() -> None:
    """Byte for byte; nor does a body that is no JSON change."""
    one = asked(body={"subject": "x"})
    assert echoes(one, one, STAND_INS) == {}
    assert spoken(b'{ "a": 1 }', {}) == b'{ "a": 1 }'
    assert spoken(b"not json", {("a", "b"): "c"}) == b"not json"
    assert spoken(b'{ "a": 1.50 }', {("a", "b"): "c"}) == b'{ "a": 1.50 }'
