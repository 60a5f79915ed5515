"""Finding operations by method and path."""

from __future__ import annotations

from pathlib import Path

from windtunnel.contract.document import Contract
from windtunnel.contract.locating import Locator
from windtunnel.contract.profile import ApiVersion, Profile

PATHS = ("/tickets/{id}", "/tickets/count", "/tickets/{id}.json", "/a/{b}/c/{d}")
PROFILE = Profile(system="desk", title="Desk", roles=(), api_version=ApiVersion(pinned="1", where="none"))
DOCUMENT = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://desk.test/api/v2"}],
    "paths": {path: {"get": {"responses": {}}} for path in PATHS},
}
LOCATOR = Locator(Contract("desk", DOCUMENT, PROFILE, Path("desk.yaml")).operations.values())


def _found(path: str, method: str = "GET") -> tuple[str, dict[str, str]] | None:
    found = LOCATOR.find(method, path)
    return None if found is None else (found[0].path, dict(found[1]))


def test_a_parameter_is_read_from_the_path() -> None:
    """A template's parameter takes the segment that was sent, decoded."""
    assert _found("/api/v2/tickets/a%20b") == ("/api/v2/tickets/{id}", {"id": "a b"})


def test_literal_segments_win() -> None:
    """A literal segment wins over text with a parameter, and that over a parameter alone."""
    assert _found("/api/v2/tickets/count") == ("/api/v2/tickets/count", {})
    assert _found("/api/v2/tickets/7.json") == ("/api/v2/tickets/{id}.json", {"id": "7"})


def test_several_parameters_and_a_trailing_slash() -> None:
    """Every parameter gets its own segment, and a slash at the end changes nothing."""
    assert _found("/api/v2/a/1/c/2/") == ("/api/v2/a/{b}/c/{d}", {"b": "1", "d": "2"})


def test_what_the_contract_does_not_know_is_nothing() -> None:
    """Another path, another method or a longer path finds nothing."""
    assert _found("/tickets/7") is None
    assert _found("/api/v2/tickets/7", "POST") is None
    assert _found("/api/v2/tickets/7/more") is None
