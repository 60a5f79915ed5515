"""Lets callers in where nobody wrote how: by the security schemes of the contract, and by tokens that it gives out.

Every scheme is asked for whose credentials the account has (``windtunnel.contract.security``); one whose credentials it
does not have, and what is not simulated (digest, mutual TLS), lets everybody in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http.cookies import CookieError, SimpleCookie

from windtunnel.contract.document import Contract, Operation
from windtunnel.contract.security import Flow, Kind, Scheme
from windtunnel.world.http import Request, Response, json_response

from .authentication import (
    Grant,
    OAuthProblem,
    TokenRequest,
    Tokens,
    basic_credentials,
    bearer_token,
    read_token_request,
)
from .call import ANONYMOUS, Call, Caller
from .operations import Handler
from .problem import NotAuthenticated, NotPermitted, Problem

TOKEN_SECONDS = 3600.0
"""Lifetime of a token: what most authorization servers give (an assumption; a document does not say it)."""
EVERYTHING = "*"
"""The scope of what the account has already, and of tokens that were asked for without one."""
REQUEST_TOKEN = "requestToken"


def token_operations(contract: Contract) -> Iterator[Operation]:
    """Yield an operation for each token endpoint that the contract's schemes name and its paths do not have."""
    known = {(operation.method, operation.path) for operation in contract.operations.values()}
    for number, path in enumerate(dict.fromkeys(_token_paths(contract))):
        if ("POST", path) not in known:
            id = f"{REQUEST_TOKEN}{number or ''}"
            yield Operation(id, "POST", path, (), {}, True, {}, public=True, raw={})


def _token_paths(contract: Contract) -> Iterator[str]:
    account = {credential.name: "" for credential in contract.profile.credentials}
    for scheme in contract.security.values():
        if scheme.known_to(account):
            yield from (path for path in scheme.flows.values() if path)


class Guard:
    """Asks callers of one account for its credentials.

    Args:
        contract: says what is asked for.
        credentials: of the account.
        tokens: gives out access tokens, and knows them again.
    """

    def __init__(self, contract: Contract, credentials: Mapping[str, str], tokens: Tokens) -> None:
        self._contract = contract
        self._credentials = credentials
        self._tokens = tokens
        self._schemes = {name: each for name, each in contract.security.items() if each.known_to(credentials)}
        self._token_schemes: dict[str, list[Scheme]] = {}
        for scheme in self._schemes.values():
            for path in {*scheme.flows.values()} - {""}:
                self._token_schemes.setdefault(path, []).append(scheme)

    def handler(self, operation: Operation) -> Handler | None:
        """Return what answers a token endpoint; ``None`` for every other operation."""
        return self._give_token if self._gives_tokens(operation) else None

    def admit(self, call: Call) -> Caller:
        """Return who is calling.

        Raises:
            NotAuthenticated: what is asked for was not shown, or is not good.
            NotPermitted: a token was given out for less than this operation.
        """
        assert call.operation is not None, "a call is admitted to an operation"
        if self._gives_tokens(call.operation):
            return ANONYMOUS
        problems: list[Problem] = []
        for requirement in self._contract.requirements(call.operation):
            try:
                return self._shown(requirement, call.request)
            except (NotAuthenticated, NotPermitted) as problem:
                problems.append(problem)
        raise min(problems, key=_telling)

    def expire_tokens(self) -> int:
        """End every token that was given out, and return how many there were."""
        return self._tokens.expire_all()

    def _gives_tokens(self, operation: Operation) -> bool:
        return operation.method == "POST" and operation.path in self._token_schemes

    def _shown(self, requirement: Mapping[str, Sequence[str]], request: Request) -> Caller:
        """Return who shows all that one requirement asks for."""
        callers = [
            _CHECKS[self._schemes[name].kind](self, self._schemes[name], request, scopes)
            for name, scopes in requirement.items()
            if name in self._schemes
        ]
        return callers[0] if callers else ANONYMOUS

    def _credential(self, scheme: Scheme, part: str = "") -> str | None:
        return self._credentials.get(scheme.credential(part))

    def _key(self, scheme: Scheme, request: Request, scopes: Sequence[str]) -> Caller:
        _compare(_key_of(scheme, request), self._credential(scheme))
        return Caller(scheme.name, kind="key", scopes=(EVERYTHING,))

    def _basic(self, scheme: Scheme, request: Request, scopes: Sequence[str]) -> Caller:
        wanted = self._credential(scheme, "username"), self._credential(scheme, "password")
        _compare(basic_credentials(request), wanted)
        return Caller(str(wanted[0]), kind="basic", scopes=(EVERYTHING,))

    def _bearer(self, scheme: Scheme, request: Request, scopes: Sequence[str]) -> Caller:
        _compare(bearer_token(request), self._credential(scheme))
        return Caller(scheme.name, scopes=(EVERYTHING,))

    def _token(self, scheme: Scheme, request: Request, scopes: Sequence[str]) -> Caller:
        token = bearer_token(request)
        if token is None:
            raise NotAuthenticated("missing")
        if token == self._credential(scheme, "access_token"):
            return Caller(scheme.name, scopes=(EVERYTHING,))
        caller = self._tokens.caller(token)
        if caller.app != scheme.name:
            raise NotAuthenticated("invalid")
        lacking = [] if EVERYTHING in caller.scopes else sorted(set(scopes) - set(caller.scopes))
        if lacking:
            raise NotPermitted(f"the token is not good for {', '.join(lacking)}", code="insufficient_scope")
        return caller

    # Giving out tokens (RFC 6749)

    def _give_token(self, call: Call) -> Response:
        assert call.operation is not None, "it is the token endpoint's"
        try:
            asked = read_token_request(call.request)
            scheme, user = self._granted(self._token_schemes[call.operation.path], asked)
        except OAuthProblem as problem:
            status = 401 if problem.error == "invalid_client" else 400
            return json_response({"error": problem.error, "error_description": problem.description}, status)
        return self._issued(scheme, user, asked)

    def _granted(self, schemes: Sequence[Scheme], asked: TokenRequest) -> tuple[Scheme, str]:
        """Return by which of the schemes of one endpoint a request is granted, and to whom.

        Raises:
            OAuthProblem: by none.
        """
        problem = OAuthProblem("unsupported_grant_type", f"{asked.grant_type} is not a flow of this simulator")
        flow, grant = _GRANTS.get(asked.grant_type, (None, None))
        for scheme in schemes:
            if grant is not None and flow in scheme.flows:
                try:
                    return scheme, grant(self, scheme, asked)
                except OAuthProblem as refused:
                    problem = refused
        raise problem

    def _issued(self, scheme: Scheme, user: str, asked: TokenRequest) -> Response:
        scopes = tuple(asked.fields.get("scope", "").split())
        issued = self._tokens.issue(user, scheme.name, scopes or (EVERYTHING,), access_seconds=TOKEN_SECONDS)
        answer = {"access_token": issued.access_token, "token_type": "Bearer", "expires_in": int(TOKEN_SECONDS)}
        response = json_response(answer | ({"scope": " ".join(scopes)} if scopes else {}))
        response.set_header("Cache-Control", "no-store")
        return response

    def _to_client(self, scheme: Scheme, asked: TokenRequest) -> str:
        self._require(asked.client_id, scheme, "client_id", "invalid_client")
        self._require(asked.client_secret, scheme, "client_secret", "invalid_client")
        return str(asked.client_id)

    def _to_user(self, scheme: Scheme, asked: TokenRequest) -> str:
        self._require(asked.require("username"), scheme, "username", "invalid_grant")
        self._require(asked.require("password"), scheme, "password", "invalid_grant")
        return asked.require("username")

    def _again(self, scheme: Scheme, asked: TokenRequest) -> str:
        user = self._to_client(scheme, asked)
        self._require(asked.require("refresh_token"), scheme, "refresh_token", "invalid_grant")
        return user

    def _require(self, given: str | None, scheme: Scheme, part: str, error: str) -> None:
        if given is None or given != self._credential(scheme, part):
            raise OAuthProblem(error, f"{part} is {'missing' if given is None else 'wrong'}")


Check = Callable[[Guard, Scheme, Request, Sequence[str]], Caller]
_CHECKS: Mapping[Kind, Check] = {
    Kind.API_KEY: Guard._key,
    Kind.BASIC: Guard._basic,
    Kind.BEARER: Guard._bearer,
    Kind.OAUTH2: Guard._token,
}
_GRANTS: Mapping[str, tuple[Flow, Callable[[Guard, Scheme, TokenRequest], str]]] = {
    Grant.CLIENT_CREDENTIALS: (Flow.CLIENT_CREDENTIALS, Guard._to_client),
    Grant.PASSWORD: (Flow.PASSWORD, Guard._to_user),
    Grant.REFRESH_TOKEN: (Flow.AUTHORIZATION_CODE, Guard._again),
}
"""By the grant that a client asks for: the flow that has it, and what tells who gets the token."""
_REASONS = ("expired", "revoked", "invalid", "missing")


def _telling(problem: Problem) -> int:
    """Return how much a refusal tells the caller, the most first: what was nearly good enough."""
    return _REASONS.index(problem.reason) + 1 if isinstance(problem, NotAuthenticated) else 0


def _compare(shown: object, wanted: object) -> None:
    if shown is None:
        raise NotAuthenticated("missing")
    if shown != wanted:
        raise NotAuthenticated("invalid")


def _key_of(scheme: Scheme, request: Request) -> str | None:
    if scheme.where == "header":
        return request.headers.get(scheme.parameter.lower())
    if scheme.where == "query":
        return request.arguments.get(scheme.parameter)
    return _cookie(request.headers.get("cookie", ""), scheme.parameter)


def _cookie(header: str, name: str) -> str | None:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return None
    return cookies[name].value if name in cookies else None


def challenges(schemes: Iterable[Scheme]) -> str:
    """Return what ``WWW-Authenticate`` says of schemes, any of which lets a caller in (RFC 9110, 11.6.1)."""
    return ", ".join(dict.fromkeys(each.challenge for each in schemes if each.challenge))
