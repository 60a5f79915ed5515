"""Operations."""

from __future__ import annotations

from typing import Any

import pytest

from ..changing import between, described, found

GET = {"responses": {"200": {"description": "ok"}}}


def with_path(operation: dict[str, Any], path: str = "/items", **methods: Any) -> dict[str, Any]:
    """A description with one more path."""
    document = described({})
    document["paths"][path] = {"get": operation, **methods}
    return document


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({}, [("api-path-removed-without-deprecation", "ERR")]),
        ({"deprecated": True}, [("api-path-removed-with-deprecation", "INFO")]),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, [("api-path-removed-before-sunset", "ERR")]),
        ({"deprecated": True, "x-sunset": "2020-01-01"}, []),
        ({"deprecated": True, "x-sunset": "soon"}, [("api-path-sunset-parse", "ERR")]),
        ({"x-stability-level": "alpha"}, []),
        ({"x-stability-level": "firm"}, [("api-invalid-stability-level", "ERR")]),
    ],
)
def test_a_path_that_is_gone(operation: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """Breaks unless it was announced in time, or never meant to last."""
    assert found(with_path({**GET, **operation}), described({})) == expected


def test_an_operation_that_is_gone_while_its_path_remains() -> None:
    """Has identifiers of its own."""
    assert found(with_path(GET, delete=GET), with_path(GET)) == [("api-removed-without-deprecation", "ERR")]
    deprecated = {**GET, "deprecated": True}
    assert found(with_path(GET, delete=deprecated), with_path(GET)) == [("api-removed-with-deprecation", "INFO")]


def test_a_new_operation_breaks_nothing() -> None:
    """With or without a new path."""
    assert found(described({}), with_path(GET)) == [("endpoint-added", "INFO")]
    assert found(with_path(GET), with_path(GET, delete=GET)) == [("endpoint-added", "INFO")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {"deprecated": True}, [("endpoint-deprecated", "INFO")]),
        ({"deprecated": True}, {}, [("endpoint-reactivated", "INFO")]),
        ({}, {"deprecated": True, "x-sunset": "2030-01-01"}, [("endpoint-deprecated-with-sunset", "INFO")]),
        ({}, {"deprecated": True, "x-sunset": "2020-01-01"}, [("api-sunset-date-too-small", "ERR")]),
        ({}, {"deprecated": True, "x-sunset": "soon"}, [("api-deprecated-sunset-parse", "ERR")]),
        ({"deprecated": True, "x-sunset": "2030-01-01"}, {"deprecated": True}, [("sunset-deleted", "ERR")]),
        (
            {"deprecated": True, "x-sunset": "2030-01-01"},
            {"deprecated": True, "x-sunset": "2026-01-01"},
            [("api-sunset-date-changed-too-small", "ERR")],
        ),
        ({}, {"x-stability-level": "beta"}, [("api-stability-decreased", "ERR")]),
        ({"x-stability-level": "beta"}, {}, [("api-stability-increased", "INFO")]),
        ({}, {"x-stability-level": "firm"}, [("api-invalid-stability-level", "ERR")]),
        ({}, {"operationId": "other"}, [("api-operation-id-removed", "INFO")]),
        ({"operationId": ""}, {}, [("api-operation-id-added", "INFO")]),
        ({"tags": ["a"]}, {"tags": ["b"]}, [("api-tag-added", "INFO"), ("api-tag-removed", "INFO")]),
    ],
)
def test_what_changes_about_an_operation(
    old: dict[str, Any], new: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Its end, its stability, its name, its tags."""
    assert between(old, new) == expected


def test_what_became_a_draft_is_not_judged_further() -> None:
    """That it became one is the finding."""
    assert between({}, {"x-stability-level": "draft", "deprecated": True, "responses": {}}) == [
        ("api-stability-decreased", "ERR")
    ]
