"""Finding a contract's operations in a vendor's published description."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from windtunnel.contract.document import Contract

from .descriptions import Description, is_described, routes_of, segments_of


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("/api/v2/tickets/{ticket_id}.json", ("api", "v2", "tickets", "{}")),
        ("/api/v2/tickets.json", ("api", "v2", "tickets")),
        ("/A_Product('{id}')/to_Plant", ("A_Product", "{}", "to_Plant")),
    ],
)
def test_names_of_parameters_and_suffixes_do_not_matter(path: str, segments: tuple[str, ...]) -> None:
    """Vendors and we name them as we please."""
    assert segments_of(path) == segments


def test_an_operation_is_described_with_or_without_the_base_path(tmp_path: Path) -> None:
    """Another method, or a path that goes on, is another operation."""
    theirs: dict[str, Any] = {"paths": {"/things/{x}": {"get": {}}}}
    (tmp_path / "theirs.json.gz").write_bytes(gzip.compress(json.dumps(theirs).encode()))
    routes = routes_of(Description(("theirs.json.gz",), "/v1"), tmp_path)
    answers = {"responses": {"200": {"description": "ok"}}}
    ours = {
        "openapi": "3.1.0",
        "info": {"title": "ours", "version": "1"},
        "paths": {
            "/v1/things/{id}": {"get": {"operationId": "show", **answers}, "put": {"operationId": "write", **answers}},
            "/things/{id}": {"get": {"operationId": "bare", **answers}},
            "/v1/things/{id}/parts": {"get": {"operationId": "parts", **answers}},
        },
    }
    (tmp_path / "ours.json").write_text(json.dumps(ours))
    operations = Contract.of_file(tmp_path / "ours.json").operations
    assert [name for name, each in operations.items() if is_described(each, routes)] == ["show", "bare"]
