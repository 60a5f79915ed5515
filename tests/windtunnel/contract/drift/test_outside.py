"""Drift on traffic that somebody else carries."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import orjson
import pytest

from windtunnel.contract.drift import outside, read_drift
from windtunnel.contract.drift.outside import Answer, OutsideDrift, change_answer
from windtunnel.kernel.errors import UsageError
from windtunnel.world.courier import Parcel
from windtunnel.world.http import Response

from .drifting import CONTRACT, RECORD

JSON = ("Content-Type", "application/json")
BODY = orjson.dumps({"ticket": RECORD})
TARGET = "/tickets/111"
REMOVED = {"operator": "response-required-property-removed", "at": "Ticket.total"}


def _drift(*changes: dict[str, Any], start: float = 0.0) -> OutsideDrift:
    described = [read_drift({"on": "desk", **change}, place="drift") for change in changes]
    return OutsideDrift(CONTRACT, described, seed=1, start=start)


def _ticket(answer: Answer) -> Any:
    return orjson.loads(answer[2])["ticket"]


def test_an_answer_is_changed_without_a_world() -> None:
    """A field disappears from status, headers and body as values, and the announced length follows."""
    drift = _drift(REMOVED)
    status, headers, body = change_answer(drift, (200, (JSON, ("Content-Length", str(len(BODY)))), BODY), target=TARGET)
    assert (status, dict(headers)["Content-Length"]) == (200, str(len(body)))
    assert "total" not in orjson.loads(body)["ticket"]
    assert drift.injected == {"response-required-property-removed@Ticket.total": 1}


def test_what_is_not_changed_is_the_same_value() -> None:
    """An answer of an operation that does not hold the field comes back as it was, compressed or not."""
    drift, answer = _drift(REMOVED), (200, (JSON,), BODY)
    status, headers, body = change_answer(drift, answer, target="/other")
    assert (status, headers, body) == answer
    assert body is BODY
    packed = gzip.compress(BODY)
    assert change_answer(drift, (200, (("content-encoding", "gzip"),), packed), target="/other")[2] is packed
    assert set(drift.injected.values()) == {0}


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_compressed_answer_is_changed(coding: str, pack: Any) -> None:
    """A compressed body is read, changed, and passed on as plain JSON without the coding's header."""
    answer = (200, (JSON, ("Content-Encoding", coding)), pack(BODY))
    changed = change_answer(_drift(REMOVED), answer, target=TARGET)
    assert "total" not in _ticket(changed)
    assert changed[1] == (JSON,)


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(BODY)[:-9], gzip.compress(bytes(2000))], ids=len)
def test_a_body_that_cannot_be_read_passes(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not gzip, breaks off, or grows beyond the bound is passed on as it came."""
    monkeypatch.setattr(outside, "BODY_BYTES_MAX", 1000)
    assert change_answer(_drift(REMOVED), (200, (("Content-Encoding", "gzip"),), body), target=TARGET)[2] is body


def test_a_request_is_refused_before_the_system_sees_it() -> None:
    """A parameter that became required is missed at once, in the contract's words, and the change is named."""
    drift = _drift({"operator": "new-required-request-parameter", "parameter": "region", "operations": ["ListTickets"]})
    passing = drift.ask("GET", "/tickets?per_page=5", (), b"", now=0.0)
    assert passing.answer is not None
    assert (passing.answer[0], passing.operation) == (400, "ListTickets")
    assert passing.touched == ("new-required-request-parameter@region",)
    assert drift.ask("GET", "/tickets?region=eu", (), b"", now=0.0).answer is None


def test_the_vendor_words_the_refusal_where_it_can() -> None:
    """A target that knows the vendor's errors is asked for one."""

    class Vendor:
        def error(self, status: int) -> Response:
            return Response(status, [JSON], b'{"errors":["vendor"]}')

    change = {"on": "desk", "operator": "api-removed-without-deprecation", "operations": ["ShowTicket"]}
    drift = OutsideDrift(CONTRACT, [read_drift(change, place="drift")], seed=1, target=Vendor())
    answer = drift.ask("GET", TARGET, (), b"", now=0.0).answer
    assert answer is not None
    assert orjson.loads(answer[2]) == {"errors": ["vendor"]}


def test_a_request_in_the_new_form_is_sent_on_in_the_old_one() -> None:
    """A client that has followed a rename is understood; headers that did not change keep order and case."""
    drift = _drift({"operator": "sem-property-renamed", "at": "Ticket.subject", "to": "title"})
    body = orjson.dumps({"ticket": {"title": "a question"}})
    headers = (("X-First", "1"), JSON, ("Content-Length", str(len(body))), ("X-First", "2"))
    passing = drift.ask("post", "/tickets?x=1", headers, body, now=0.0)
    assert passing.changed
    assert orjson.loads(passing.body) == {"ticket": {"subject": "a question"}}
    assert (passing.method, passing.target) == ("POST", "/tickets?x=1")
    assert dict(passing.headers)["content-length"] == str(len(passing.body))
    assert list(passing.headers)[:3] == [("X-First", "1"), JSON, ("X-First", "2")]


def test_a_request_that_stays_keeps_its_headers() -> None:
    """Headers of an unchanged request are the very ones that came."""
    headers = (("X-B", "1"), ("X-A", "2"))
    passing = _drift(REMOVED).ask("GET", TARGET, headers, b"", now=0.0)
    assert not passing.changed
    assert passing.headers is headers


def test_time_is_the_callers() -> None:
    """A change that ships after a minute is not there before it, on the clock that the caller passes."""
    drift = _drift({**REMOVED, "from": "1m"}, start=1000.0)
    answer = (200, (JSON,), BODY)
    assert "total" in _ticket(change_answer(drift, answer, target=TARGET, now=1059.0))
    assert "total" not in _ticket(change_answer(drift, answer, target=TARGET, now=1060.0))


def test_webhooks_change_on_their_way() -> None:
    """A signed webhook is changed, and the change is named; the parcel stays the same before it ships."""
    drift = _drift({"operator": "sem-signature-scheme-changed", "from": "1m"})
    parcel = Parcel("https://receiver.test/", (("X-Signature", "abc"),), b"{}", 5.0, "1")
    assert drift.deliver(parcel, now=0.0) == (parcel, None)
    changed, name = drift.deliver(parcel, now=60.0)
    assert changed.headers != parcel.headers
    assert name == "sem-signature-scheme-changed"


def test_operations_are_named_as_the_contract_does() -> None:
    """A call is named by its operationId, and by method and path where the contract has none."""
    drift = _drift(REMOVED)
    assert drift.operation("get", "/tickets/1?x=1") == "ShowTicket"
    assert drift.operation("get", "/nowhere?x=1") == "GET /nowhere"


def test_no_drift_is_refused() -> None:
    """Asking for no change at all is an error, not a silent pass."""
    with pytest.raises(UsageError, match="no drift was given"):
        OutsideDrift(CONTRACT, [], seed=1)
