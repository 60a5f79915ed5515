"""A system that nobody wrote code for asks callers for what its document says."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from windtunnel.contract.document import Contract
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.guard import TOKEN_SECONDS
from windtunnel.simulator.system import System
from windtunnel.world.http import Request, Response

SCHEMES: dict[str, Any] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "argument": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/token"}, "authorizationCode": {"tokenUrl": "/token"}},
    },
    "people": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/sign-in"}}},
    "guests": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/sign-in"}}},
    "tls": {"type": "mutualTLS"},
}
SALES = {
    "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}}}
}


class Till:
    """A simulated system behind these requirements."""

    def __init__(self, tmp_path: Path, security: Any, paths: Mapping[str, Any] | None = None) -> None:
        file = tmp_path / "till.yaml"
        sales = {"get": {"operationId": "listSales", "security": security, **SALES}}
        document = {
            "openapi": "3.1.0",
            "paths": {"/sales": sales, **(paths or {})},
            "components": {"securitySchemes": SCHEMES},
        }
        file.write_text(yaml.safe_dump(document))
        self.clock = SteppedClock()
        self.system = System(Contract.of_file(file), self.clock, Randomness(1))
        self.has = self.system.credentials

    def get(self, query: str = "", **headers: str) -> Response:
        """List the sales."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.system.handle(Request("GET", "/sales", query, sent))

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Response:
        """Ask for a token."""
        sent = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self.system.handle(Request("POST", path, headers=sent, body=urlencode(form).encode()))

    def token(self, **form: str) -> Response:
        """Ask for a token as the account's own client."""
        client = {"client_id": self.has["oauth_client_id"], "client_secret": self.has["oauth_client_secret"]}
        return self.post("/token", {"grant_type": "client_credentials", **client, **form})


def basic(name: str, password: str) -> str:
    """An Authorization header."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize("scheme", ["key", "argument", "cookie", "basic", "bearer", "oauth"])
def test_what_a_scheme_asks_for_lets_a_caller_in_and_nothing_else_does(tmp_path: Path, scheme: str) -> None:
    """The credentials are the account's; others are refused as nothing is."""
    till = Till(tmp_path, [{scheme: []}])

    def shown(value: str) -> Response:
        return {
            "key": lambda: till.get(x_key=value),
            "argument": lambda: till.get(query=urlencode({"key": value})),
            "cookie": lambda: till.get(cookie=f"theme=dark; session={value}"),
            "basic": lambda: till.get(authorization=basic(till.has["basic_username"], value)),
            "bearer": lambda: till.get(authorization=f"Bearer {value}"),
            "oauth": lambda: till.get(authorization=f"Bearer {value}"),
        }[scheme]()

    good = till.has[{"basic": "basic_password", "oauth": "oauth_access_token"}.get(scheme, scheme)]
    assert (till.get().status, shown("wrong").status, shown(good).status) == (401, 401, 200)


def test_a_refusal_says_what_is_asked_for(tmp_path: Path) -> None:
    """In its body, and as a challenge."""
    till = Till(tmp_path, [{"bearer": []}, {"basic": []}, {"key": []}])
    assert till.get().header("www-authenticate") == 'Bearer, Basic realm="basic"'
    assert till.get().json()["error"] == {"code": "not_authenticated", "message": "credentials are missing"}
    assert till.get(x_key="wrong").json()["error"]["message"] == "credentials are invalid"


def test_one_of_several_requirements_is_enough_and_all_schemes_of_one_are_needed(tmp_path: Path) -> None:
    """As OpenAPI has it."""
    till = Till(tmp_path, [{"key": [], "basic": []}, {"bearer": []}])
    both = {"x_key": till.has["key"], "authorization": basic(till.has["basic_username"], till.has["basic_password"])}
    assert till.get(x_key=both["x_key"]).status == 401
    assert till.get(authorization=both["authorization"]).status == 401
    assert till.get(**both).status == 200
    assert till.get(authorization=f"Bearer {till.has['bearer']}").status == 200


@pytest.mark.parametrize("security", [[], [{}], [{"key": []}, {}], [{"tls": []}], [{"forgotten": []}]])
def test_who_asks_for_nothing_lets_everybody_in(tmp_path: Path, security: Any) -> None:
    """Nobody checks certificates, nor a scheme that the document does not describe."""
    assert Till(tmp_path, security).get().status == 200


def test_an_account_without_the_credentials_cannot_be_asked_for_them(tmp_path: Path) -> None:
    """A profile of one's own that names none lets everybody in."""
    contract = Till(tmp_path, [{"key": []}]).system.contract
    silent = Contract("till", contract.document, contract.profile.model_copy(update={"credentials": ()}), contract.file)
    assert System(silent, SteppedClock(), Randomness(1)).handle(Request("GET", "/sales")).status == 200


def test_a_token_is_given_to_the_accounts_client_and_expires(tmp_path: Path) -> None:
    """On the world's clock; a new one is good again (RFC 6749, 4.4)."""
    till = Till(tmp_path, [{"oauth": []}])
    answer = till.token()
    assert (answer.status, answer.header("cache-control")) == (200, "no-store")
    given = answer.json()
    assert (given["token_type"], given["expires_in"]) == ("Bearer", TOKEN_SECONDS)
    assert till.get(authorization=f"Bearer {given['access_token']}").status == 200
    till.clock.advance(TOKEN_SECONDS)
    late = till.get(authorization=f"Bearer {given['access_token']}")
    assert (late.status, late.json()["error"]["message"]) == (401, "credentials are expired")
    assert till.get(authorization=f"Bearer {till.token().json()['access_token']}").status == 200


def test_tokens_end_at_once_where_a_fault_says_so(tmp_path: Path) -> None:
    """Only those that were given out."""
    till = Till(tmp_path, [{"oauth": []}])
    given = till.token().json()["access_token"]
    assert till.system.expire_tokens() == 1
    assert till.get(authorization=f"Bearer {given}").status == 401
    assert till.get(authorization=f"Bearer {till.has['oauth_access_token']}").status == 200


def test_a_token_is_good_for_the_scopes_that_it_was_asked_for(tmp_path: Path) -> None:
    """One that was asked for without any is good for everything."""
    till = Till(tmp_path, [{"oauth": ["sales.read"]}])
    for scope, status in (("sales.read sales.write", 200), ("sales.write", 403), ("", 200)):
        given = till.token(scope=scope).json()
        assert given.get("scope", "") == scope
        answer = till.get(authorization=f"Bearer {given['access_token']}")
        assert answer.status == status
    assert till.token(scope="sales.write").status == 200


def test_people_sign_in_with_their_password(tmp_path: Path) -> None:
    """RFC 6749, 4.3."""
    till = Till(tmp_path, [{"people": []}])
    form = {"grant_type": "password", "username": till.has["people_username"]}
    right = till.post("/sign-in", {**form, "password": till.has["people_password"]})
    wrong = till.post("/sign-in", {**form, "password": "wrong"})
    assert till.get(authorization=f"Bearer {right.json()['access_token']}").status == 200
    assert (wrong.status, wrong.json()["error"]) == (400, "invalid_grant")


def test_schemes_may_share_a_token_endpoint_and_no_token(tmp_path: Path) -> None:
    """Whose password it is decides what the token opens."""
    till = Till(tmp_path, [{"guests": []}])
    for scheme, status in (("people", 401), ("guests", 200)):
        form = {"username": till.has[f"{scheme}_username"], "password": till.has[f"{scheme}_password"]}
        given = till.post("/sign-in", {"grant_type": "password", **form}).json()["access_token"]
        assert till.get(authorization=f"Bearer {given}").status == status, scheme


def test_an_approved_client_refreshes_its_token(tmp_path: Path) -> None:
    """Somebody approved it before the run: nobody sits at a browser here."""
    till = Till(tmp_path, [{"oauth": []}])
    right = till.token(grant_type="refresh_token", refresh_token=till.has["oauth_refresh_token"])
    assert till.get(authorization=f"Bearer {right.json()['access_token']}").status == 200
    wrong = till.token(grant_type="refresh_token", refresh_token="wrong")
    assert (wrong.status, wrong.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "x"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "refresh_token"}, 400, "invalid_request"),
    ],
)
def test_other_token_requests_are_refused_as_rfc_6749_has_it(
    tmp_path: Path, form: dict[str, str], status: int, error: str
) -> None:
    """Section 5.2."""
    answer = Till(tmp_path, [{"oauth": []}]).token(**form)
    assert (answer.status, answer.json()["error"]) == (status, error)


def test_a_token_endpoint_that_the_document_describes_gives_tokens(tmp_path: Path) -> None:
    """Whatever it asks for: nobody has a token before the first."""
    described = {"/token": {"post": {"operationId": "signIn", "security": [{"oauth": []}], "responses": {"200": {}}}}}
    till = Till(tmp_path, [{"oauth": []}], described)
    assert till.system.identify(Request("POST", "/token"))[0] == "signIn"
    assert till.get(authorization=f"Bearer {till.token().json()['access_token']}").status == 200


def test_tokens_are_part_of_a_snapshot(tmp_path: Path) -> None:
    """What was given out since is forgotten."""
    till = Till(tmp_path, [{"oauth": []}])
    early = till.token().json()["access_token"]
    kept = till.system.snapshot()
    late = till.token().json()["access_token"]
    till.system.restore(kept)
    assert till.get(authorization=f"Bearer {early}").status == 200
    assert till.get(authorization=f"Bearer {late}").status == 401
