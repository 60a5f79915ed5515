"""Security schemes of a document, and the credentials that they call for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from windtunnel.contract.document import Contract
from windtunnel.contract.security import Flow, Kind
from windtunnel.kernel.errors import FileError

SCHEMES: dict[str, Any] = {
    "ApiKeyAuth": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "Basic"},
    "bearerAuth": {"type": "http", "scheme": "bearer"},
    "machines": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://login.example/o/token"}}},
    "people": {
        "type": "oauth2",
        "flows": {
            "password": {"tokenUrl": "token"},
            "authorizationCode": {"tokenUrl": "/code/token", "authorizationUrl": "/code"},
        },
    },
    "connect": {"type": "openIdConnect", "openIdConnectUrl": "https://login.example"},
    "digest": {"type": "http", "scheme": "digest"},
    "tls": {"type": "mutualTLS"},
    "nameless": {"type": "apiKey", "in": "header"},
    "nothing": None,
}


def contract(tmp_path: Path, schemes: Any, **document: Any) -> Contract:
    """A bare document with these schemes."""
    file = tmp_path / "till.yaml"
    whole = {"openapi": "3.1.0", "paths": {}, "components": {"securitySchemes": schemes}, **document}
    file.write_text(yaml.safe_dump(whole))
    return Contract.of_file(file)


def test_schemes_are_known_by_what_they_ask_for(tmp_path: Path) -> None:
    """What is malformed, and what is not simulated, asks for nothing."""
    kinds = {name: scheme.kind for name, scheme in contract(tmp_path, SCHEMES).security.items()}
    assert kinds == {
        "ApiKeyAuth": Kind.API_KEY,
        "basic": Kind.BASIC,
        "bearerAuth": Kind.BEARER,
        "machines": Kind.OAUTH2,
        "people": Kind.OAUTH2,
        "connect": Kind.OAUTH2,
        "digest": Kind.UNKNOWN,
        "tls": Kind.UNKNOWN,
        "nameless": Kind.UNKNOWN,
        "nothing": Kind.UNKNOWN,
    }


def test_a_bare_documents_account_has_what_its_schemes_ask_for(tmp_path: Path) -> None:
    """Named after them; ids and user names are no secrets."""
    credentials = {each.name: each.secret for each in contract(tmp_path, SCHEMES).profile.credentials}
    assert credentials == {
        "api_key_auth": True,
        "basic_username": False,
        "basic_password": True,
        "bearer_auth": True,
        "machines_access_token": True,
        "machines_client_id": False,
        "machines_client_secret": True,
        "people_access_token": True,
        "people_client_id": False,
        "people_client_secret": True,
        "people_refresh_token": True,
        "people_username": False,
        "people_password": True,
        "connect_access_token": True,
    }


def test_oauth_is_one_word(tmp_path: Path) -> None:
    """However it is written."""
    names = ("OAuth2", "oauth2", "OAuth2Auth")
    security = contract(tmp_path, {name: {"type": "oauth2"} for name in names}).security
    assert [security[name].credential("client_id") for name in names] == [
        "oauth2_client_id",
        "oauth2_client_id",
        "oauth2_auth_client_id",
    ]


def test_its_profile_says_how_to_sign_in(tmp_path: Path) -> None:
    """With OAuth 2.0: by the token that the account has."""
    flows = {each.name: (each.kind, each.credentials) for each in contract(tmp_path, SCHEMES).profile.authentication}
    assert flows == {
        "ApiKeyAuth": ("api-key", ("api_key_auth",)),
        "basic": ("basic", ("basic_username", "basic_password")),
        "bearerAuth": ("bearer", ("bearer_auth",)),
        "machines": ("bearer", ("machines_access_token",)),
        "people": ("bearer", ("people_access_token",)),
        "connect": ("bearer", ("connect_access_token",)),
    }


def test_token_endpoints_are_paths_of_the_system(tmp_path: Path) -> None:
    """Whatever host they name; a relative address is relative to the system's own."""
    security = contract(tmp_path, SCHEMES, servers=[{"url": "https://till.example/api/v3"}]).security
    assert security["machines"].flows == {Flow.CLIENT_CREDENTIALS: "/o/token"}
    assert security["people"].flows == {Flow.PASSWORD: "/api/v3/token", Flow.AUTHORIZATION_CODE: "/code/token"}
    assert security["connect"].flows == {}


def test_a_refusal_challenges_as_rfc_9110_has_it(tmp_path: Path) -> None:
    """Keys have no registered scheme."""
    security = contract(tmp_path, SCHEMES).security
    told = {name: security[name].challenge for name in ("ApiKeyAuth", "basic", "bearerAuth", "people", "tls")}
    assert told == {
        "ApiKeyAuth": "",
        "basic": 'Basic realm="basic"',
        "bearerAuth": "Bearer",
        "people": "Bearer",
        "tls": "",
    }


def test_a_scheme_is_known_to_an_account_that_has_all_of_it(tmp_path: Path) -> None:
    """One that asks for nothing that is simulated is known to nobody."""
    security = contract(tmp_path, SCHEMES).security
    assert security["basic"].known_to({"basic_username": "a", "basic_password": "b"})
    assert not security["basic"].known_to({"basic_username": "a"})
    assert not security["tls"].known_to({})


@pytest.mark.parametrize("schemes", [["basic"], "basic"])
def test_schemes_that_are_none_are_refused(tmp_path: Path, schemes: Any) -> None:
    """The file and the place are named."""
    with pytest.raises(FileError, match="till.yaml: components.securitySchemes: malformed"):
        contract(tmp_path, schemes)


def test_a_document_without_schemes_asks_for_nothing(tmp_path: Path) -> None:
    """Nor does one whose schemes are empty."""
    assert contract(tmp_path, None).profile.credentials == ()
    assert contract(tmp_path, {}).security == {}


@pytest.mark.parametrize("security", [{"basic": []}, "basic", ["basic"]])
def test_requirements_that_are_none_are_refused(tmp_path: Path, security: Any) -> None:
    """The file and the operation are named."""
    operation = {"operationId": "sell", "security": security, "responses": {}}
    of = contract(tmp_path, SCHEMES, paths={"/sales": {"post": operation}})
    with pytest.raises(FileError, match="till.yaml: paths./sales.post: malformed operation: security is no list"):
        _ = of.operations


def test_no_requirements_at_all_are_none(tmp_path: Path) -> None:
    """Whatever stands in their place."""
    operation: dict[str, Any] = {"operationId": "sell", "security": None, "responses": {}}
    of = contract(tmp_path, SCHEMES, paths={"/sales": {"post": operation}})
    assert of.operations["sell"].public
    assert of.requirements(of.operations["sell"]) == []
