"""Comparing two descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.contract.diff import Level, compare, comparison
from windtunnel.kernel.errors import FileError, InconclusiveError

from .changing import TODAY, compared, described, found, request, response

TEXT = {"type": "string"}
THING = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}


def test_the_same_document_is_the_same() -> None:
    """And that is told apart from one that differs without consequence."""
    document = described(response(THING))
    assert compared(document, document).identical
    reworded = described({**response(THING), "description": "words"})
    assert (compared(document, reworded).findings, compared(document, reworded).identical) == ((), False)


def test_a_change_in_a_shared_schema_is_found_in_every_operation_that_uses_it() -> None:
    """Each with its own identifiers."""

    def shared(schema: dict[str, Any]) -> dict[str, Any]:
        document = described(
            {**request({"$ref": "#/components/schemas/Thing"})}, components={"schemas": {"Thing": schema}}
        )
        document["paths"]["/things"] = {"get": response({"$ref": "#/components/schemas/Thing"})}
        return document

    assert found(shared(THING), shared({**THING, "properties": {"id": {"type": "integer"}}})) == [
        ("request-property-type-changed", "ERR"),
        ("response-property-type-changed", "ERR"),
    ]


def test_null_in_30_and_in_31_is_the_same() -> None:
    """Moving to OpenAPI 3.1 is no change of the API."""
    old = described(response({**TEXT, "nullable": True}), version="3.0.3")
    new = described(response({"type": ["string", "null"]}), version="3.1.0")
    assert found(old, new) == []
    assert found(old, described(response(TEXT), version="3.1.0")) == [("response-body-became-not-nullable", "INFO")]


def test_paths_match_by_shape() -> None:
    """What the parameters are called does not matter; how many there are does."""

    def at(path: str) -> dict[str, Any]:
        document = described({})
        document["paths"] = {path: {"get": {"operationId": "read", "responses": {}}}}
        return document

    assert found(at("/a/{id}"), at("/a/{key}")) == []
    assert found(at("/a/{id}"), at("/a/{id}/b")) == [
        ("api-path-removed-without-deprecation", "ERR"),
        ("endpoint-added", "INFO"),
    ]


def test_a_new_operation_on_a_path_that_was_renamed_is_told_under_the_old_name() -> None:
    """Everything about one path stands together."""
    old, new = described({}), described({})
    old["paths"] = {"/a/{id}": {"get": {"responses": {}}}}
    new["paths"] = {"/a/{key}": {"get": {"responses": {}}, "delete": {"responses": {}}}}
    (finding,) = compared(old, new).findings
    assert (finding.id, finding.subject.method, finding.subject.path) == ("endpoint-added", "DELETE", "/a/{id}")


def test_findings_come_in_the_same_order_every_time() -> None:
    """By operation, most serious first."""
    old = described(response({**THING, "required": []}))
    new = described(response({"type": "object", "properties": {"id": {"type": "integer"}, "more": TEXT}}))
    levels = [finding.level for finding in compared(old, new).findings if finding.section == "paths"]
    assert levels == sorted(levels, reverse=True) == [Level.ERR, Level.INFO]


def test_findings_can_be_asked_for_by_level() -> None:
    """A level means that level or a higher one."""
    comparison_ = compared(described(request(TEXT)), described({}))
    assert [each.level for each in comparison_.at_least(Level.ERR)] == [Level.ERR]
    assert len(comparison_.at_least(Level.INFO)) == len(comparison_.findings) == 2


def test_references_out_of_the_document_are_refused() -> None:
    """Nothing is fetched, even where both documents say the same."""
    document = described(response({"$ref": "https://example.org/thing.json"}))
    with pytest.raises(FileError, match="outside"):
        compared(document, document)


def test_a_webhook_that_comes_with_another_method_is_found() -> None:
    """A receiver of POST gets nothing any more."""
    old = described({}, webhooks={"moved": {"post": {"responses": {}}}})
    new = described({}, webhooks={"moved": {"put": {"responses": {}}}})
    told = [each for each in compared(old, new).findings if each.section == "webhooks"]
    assert [(each.id, each.subject.method, each.subject.path) for each in told] == [
        ("api-removed-without-deprecation", "POST", "webhook:moved"),
        ("endpoint-added", "PUT", "webhook:moved"),
    ]


def test_documents_without_operations_cannot_be_compared() -> None:
    """A comparison of nothing is no clean result."""
    empty = {"openapi": "3.1.0", "paths": {}}
    with pytest.raises(InconclusiveError, match="neither"):
        compared(empty, empty)
    assert found(described({}), empty) == [("api-path-removed-without-deprecation", "ERR")]


def test_there_is_a_limit_to_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it, the documents do not belong together."""
    monkeypatch.setattr(comparison, "FINDINGS_MAX", 1)
    with pytest.raises(InconclusiveError, match="two versions"):
        compared(described({**request(TEXT), "tags": ["a"]}), described({"tags": ["b"]}))


def test_schemas_nested_too_deeply_cannot_be_compared() -> None:
    """They end the comparison, not the program."""
    deep: Any = {"type": "string"}
    for _ in range(700):
        deep = {"items": deep}
    document = described(response(deep))
    with pytest.raises(InconclusiveError, match="deep"):
        compare(document, document, old_name="old", new_name="new", today=TODAY)
