"""Contracts: OpenAPI documents made ready for serving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.windtunnel.building import FILE, answer, contract, profile
from windtunnel.content.project import Project
from windtunnel.contract.document import Contract, read_document, read_profile
from windtunnel.kernel.errors import FileError, UnknownNameError

ITEM: dict[str, Any] = {
    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
    "get": {
        "operationId": "show",
        "parameters": [{"$ref": "#/components/parameters/Id"}, {"name": "q", "in": "query", "schema": {}}],
        "responses": {"200": {"$ref": "#/components/responses/Thing"}, 404: {"description": "gone"}},
    },
    "put": {"requestBody": {"$ref": "#/components/requestBodies/Thing"}, "responses": answer({})},
}
COMPONENTS = {
    "parameters": {"Id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}},
    "responses": {"Thing": {"description": "a thing", "content": {"application/json": {"schema": {"type": "object"}}}}},
    "requestBodies": {"Thing": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}},
}


def loaded(paths: dict[str, Any], **more: Any) -> Contract:
    """Return a contract with reusable components."""
    of = contract(paths, **more)
    return Contract("shop", {**of.document, "components": {**of.document["components"], **COMPONENTS}}, profile(), FILE)


@pytest.mark.parametrize(
    ("security", "scopes"),
    [
        (None, ()),
        ([], ()),
        ([{"key": []}], ()),
        ([{"oauth": ["read", "write"]}, {"bot": ["write"], "user": ["admin"]}], ("read", "write", "admin")),
    ],
)
def test_the_scopes_of_an_operation_are_those_of_its_own_requirements(security: Any, scopes: tuple[str, ...]) -> None:
    """Each once, in their order."""
    item = {"get": {**ITEM["get"], "security": security}}
    assert loaded({"/things/{id}": item}).operations["show"].scopes == scopes


def test_an_operation_is_read_with_its_references_resolved() -> None:
    """Parameters of path and operation are one list in which the operation's win; codes are texts."""
    show = loaded({"/things/{id}": ITEM}).operations["show"]
    assert (show.method, show.path) == ("GET", "/things/{id}")
    assert [(parameter.name, dict(parameter.schema)) for parameter in show.parameters] == [
        ("id", {"type": "string"}),
        ("q", {}),
    ]
    assert list(show.responses) == ["200", "404"]
    assert show.responses["200"]["description"] == "a thing"


def test_an_operation_without_an_id_is_called_by_method_and_path() -> None:
    """And its request body is resolved."""
    put = loaded({"/things/{id}": ITEM}).operations["PUT /things/{id}"]
    assert put.request_body_required
    assert list(put.request_bodies) == ["application/json"]


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        ([{"url": "https://api.example.com/v2/"}], "/v2/x"),
        ([{"url": "/api"}], "/api/x"),
        ([], "/x"),
        ([{"url": "https://{host}/{version}", "variables": {"version": {"default": "v3"}}}], "/v3/x"),
    ],
)
def test_the_servers_path_is_part_of_every_path(servers: list[Any], path: str) -> None:
    """Variables in it have their defaults."""
    of = loaded({"/x": {"get": {"operationId": "x", "responses": {}}}}, servers=servers)
    assert of.operations["x"].path == path


@pytest.mark.parametrize(
    ("everywhere", "here", "public"),
    [
        ([], None, True),
        ([{"key": []}], None, False),
        ([{"key": []}], [], True),
        ([{"key": []}], [{}, {"key": []}], True),
        ([], [{"key": []}], False),
    ],
)
def test_an_operation_is_public_when_no_credentials_are_asked_for(everywhere: Any, here: Any, public: bool) -> None:
    """Its own requirements replace those of the document; an empty one makes credentials optional."""
    operation = {"operationId": "x", "responses": {}, **({} if here is None else {"security": here})}
    assert loaded({"/x": {"get": operation}}, security=everywhere).operations["x"].public is public


def test_two_operations_of_one_name_are_refused() -> None:
    """Nobody could tell them apart."""
    twice = {"operationId": "x", "responses": {}}
    with pytest.raises(FileError, match="openapi.yaml: paths: two operations are called 'x'"):
        _ = loaded({"/a": {"get": twice}, "/b": {"get": twice}}).operations


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("#/components/schemas/Nowhere", "leads nowhere"),
        ("other.yaml#/x", "leads outside the document"),
        ("#/components/schemas/Circle", "lead in a circle"),
        ("#/paths/~1x/get/parameters/7", "leads nowhere"),
    ],
)
def test_references_that_lead_astray_are_refused(reference: str, problem: str) -> None:
    """Nowhere, outside, or in a circle."""
    of = contract({"/x": {"get": {"parameters": []}}}, {"Circle": {"$ref": "#/components/schemas/Circle"}})
    with pytest.raises(FileError, match=problem):
        of.resolve({"$ref": reference})


@pytest.mark.parametrize("reference", ["#/paths/~1x~1%7Bid%7D/get/parameters/0", "#/components/schemas/Two"])
def test_references_are_followed_through_lists_escapes_and_other_references(reference: str) -> None:
    """JSON pointers with everything they may contain."""
    of = contract(
        {"/x/{id}": {"get": {"parameters": [{"found": True}]}}},
        {"One": {"found": True}, "Two": {"$ref": "#/components/schemas/One"}},
    )
    assert of.resolve({"$ref": reference}) == {"found": True}


@pytest.mark.parametrize(
    "operation", [None, [], {"parameters": [{"in": "query"}]}, {"responses": None}, {"requestBody": []}]
)
def test_a_malformed_operation_is_refused_with_its_place(operation: Any) -> None:
    """Not with a traceback."""
    with pytest.raises(FileError, match=r"openapi.yaml: paths./x.get: malformed operation"):
        _ = contract({"/x": {"get": operation}}).operations


def test_a_system_is_found_in_the_project(tmp_path: Path) -> None:
    """Contract and profile lie side by side, under the system's name."""
    folder = tmp_path / "contracts" / "till"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text("openapi: 3.1.0\npaths: {}\n")
    (folder / "profile.yaml").write_text("system: till\ntitle: Till\nroles: []\napi_version: {pinned: '1'}\n")
    of = Contract.of_system(Project(tmp_path), "till")
    assert (of.system, of.profile.title, of.folder) == ("till", "Till", folder)
    with pytest.raises(UnknownNameError, match="unknown system 'tilt'; did you mean 'till'"):
        Contract.of_system(Project(tmp_path), "tilt")


def test_a_bare_document_is_a_contract_with_an_empty_profile(tmp_path: Path) -> None:
    """Its name is the file's."""
    file = tmp_path / "till.yaml"
    file.write_text("openapi: 3.0.3\ninfo: {title: A till, version: 7.1}\npaths: {}\n")
    of = Contract.of_file(file)
    assert (of.system, of.profile.title, of.profile.api_version.pinned, of.profile.quotas) == (
        "till",
        "A till",
        "7.1",
        (),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("swagger: '2.0'", "Swagger 2.0; convert it"),
        ("openapi: 4.0.0", "openapi: 4.0.0"),
        ("title: x", "no 'openapi' key"),
        ("[]", "the top level is not a mapping"),
        ("openapi: 3.1.0\npaths: []", "'paths' is not a mapping"),
    ],
)
def test_what_is_no_openapi_3_document_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """With what it is instead."""
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(FileError, match=problem):
        read_document(file)


def test_a_missing_profile_is_told_with_what_it_holds(tmp_path: Path) -> None:
    """Whoever adds a system of their own learns what is still to be written."""
    with pytest.raises(FileError, match=r"profile\.yaml: no such file; .* system, title, roles and api_version"):
        read_profile(tmp_path / "profile.yaml")


def test_every_problem_of_a_profile_is_named_with_its_place(tmp_path: Path) -> None:
    """All at once."""
    file = tmp_path / "profile.yaml"
    file.write_text("system: x\ntitle: X\nroles: [butcher]\napi_version: {pinned: '1'}\nspeed: 3\n")
    with pytest.raises(FileError, match="profile.yaml") as refused:
        read_profile(file)
    assert "roles.0: " in str(refused.value)
    assert "speed: " in str(refused.value)
