"""What is read, as a pact: verified with the library's own verifier."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from windtunnel.content.project import Project
from windtunnel.gate.assessment import Assessment
from windtunnel.gate.pact import pact_of, read_part, write_pact
from windtunnel.gate.probes import Probe
from windtunnel.gate.recording import Recording, Turn
from windtunnel.kernel.clock import EPOCH
from windtunnel.world.http import Request, Response


def test_interactions_hold_what_is_read_and_match_by_type(assessments: Mapping[str, Assessment]) -> None:
    """Fields that nobody reads are left out."""
    found = assessments["careful"]
    pact = pact_of("shop", found.reads, found.turns)
    made, read = pact["interactions"]
    assert (made["description"], read["description"]) == ("createOrder (1)", "readOrder (2)")
    assert made["request"]["body"]["content"]["customer"] == "Ann"
    assert list(read["response"]["body"]["content"]) == ["customer", "total", "lines"]
    rules = read["response"]["matchingRules"]["body"]
    assert rules["$.total"]["matchers"] == [{"match": "decimal"}]
    assert rules["$.lines"]["matchers"] == [{"match": "type", "min": 1}]
    assert rules["$.lines[*].amount"]["matchers"] == [{"match": "decimal"}]
    assert pact["metadata"]["pactSpecification"] == {"version": "4.0"}


def test_null_is_left_out_and_flags_are_flags() -> None:
    """Pact has no matcher for what may be null; it has one for each kind of value."""
    body, rules = read_part({"a": None, "b": True, "c": 1, "o:d": "x"}, [["a"], ["b"], ["c"], ["o:d"], ["e"]])
    assert body == {"b": True, "c": 1, "o:d": "x"}
    assert {path: rule["matchers"][0]["match"] for path, rule in rules.items()} == {
        "$.b": "boolean",
        "$.c": "integer",
        "$['o:d']": "type",
    }


def test_calls_that_sign_in_and_secrets_are_left_out() -> None:
    """A pact is published."""
    token = Response(200, [("Content-Type", "application/json")], b'{"access_token": "s3cret"}')
    secrets = ("authorization", "proxy-authorization", "x-api-key", "x-acme-key", "x-auth-token", "x-session-id")
    headers = {**dict.fromkeys(secrets, "s3cret"), "prefer": "transient"}
    turns = [
        Turn(Request("POST", "/token"), "token", token, (), EPOCH, {}),
        Turn(Request("GET", "/orders", "api_key=s3cret&page=2", headers), "list", Response(200), (), EPOCH, {}),
    ]
    pact = pact_of("shop", [], turns)
    assert "s3cret" not in json.dumps(pact)
    request = pact["interactions"][0]["request"]
    assert (request["headers"], request["query"]) == ({"prefer": ["transient"]}, {"page": ["2"]})


@contextmanager
def served(recording: Recording, spoil: Mapping[str, Any]) -> Iterator[str]:
    """Serve the shop on loopback, with fields of its answers replaced."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            path, _, query = self.path.partition("?")
            response = recording.system.handle(Request(self.command, path, query, headers, body))
            content = json.dumps({**response.json(), **spoil}).encode() if response.status < 400 else response.body
            self.send_response(response.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = answer  # noqa: N815  # the name that http.server looks for
        do_POST = answer  # noqa: N815  # the same

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(("spoil", "holds"), [({}, True), ({"added": 1}, True), ({"total": "12.5"}, False)])
def test_the_library_verifies_it_against_the_simulator(
    project: Project,
    probes: Mapping[str, Probe],
    assessments: Mapping[str, Assessment],
    tmp_path: Path,
    spoil: Mapping[str, Any],
    holds: bool,
) -> None:
    """As it is and with an added field; a field of another type is found."""
    pact = pytest.importorskip("pact")
    found = assessments["careful"]
    file = write_pact(tmp_path, "shop", found.reads, found.turns)
    with served(Recording(project, "shop", probes["careful"]), spoil) as url:
        verifier = pact.Verifier("shop").add_source(str(file)).add_transport(url=url)
        if holds:
            verifier.verify()
        else:
            with pytest.raises(RuntimeError):
                verifier.verify()
